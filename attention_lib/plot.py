"""The course's figures: one palette, the same colours for Q, K and V in the whole book.

matplotlib is imported where a figure is drawn, not with this module. Arrays may be NumPy's, or
PyTorch's on any device.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from attention_lib.reference.arrays import Array

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = {"Q": "#0072B2", "K": "#D55E00", "V": "#009E73", "scores": "#7A4B8C", "grey": "#595959"}
"""Okabe and Ito's colours, told apart by colour-blind readers too; scores are a mixture of Q and K."""

HEADS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7A4B8C", "#595959")
"""One colour a head, from the same palette; they repeat after eight."""

DEEPEST = 0.7
"""How much of its colour a cell with a number gets at most. So black ink has WCAG's contrast of 4.5 on all
of them, and so has the white ink that it becomes on the book's dark pages."""


def vectors(
    arrows: dict[str, tuple[Sequence[float], str]],
    level_of: Sequence[float] | None = None,
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw vectors of two entries as arrows from the origin.

    Parameters
    ----------
    arrows : dict
        For each label its vector and the colour's name in `COLOURS`.
    level_of : sequence of 2 numbers, optional
        Also draw the lines on which the dot product with this vector is 0, 1, 2, and so on.
    ax : matplotlib Axes, optional
        Where to draw; a new figure without it.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If a vector has not two entries.

    Examples
    --------
    >>> ax = vectors({"query": ([1, 2], "Q"), "key": ([3, 0], "K")}, level_of=[1, 2])
    >>> [text.get_text() for text in ax.texts if text.get_text() in ("query", "key")]
    ['query', 'key']
    """
    for label, (vector, _) in arrows.items():
        if len(vector) != 2:
            raise ValueError(f"{label} has {len(vector)} entries; a flat drawing has room for 2.")
    ax = _axes(ax, 5.2, 4.2)
    ends = np.array([vector for vector, _ in arrows.values()], dtype=float)
    low, high = np.minimum(ends.min(axis=0), 0) - 0.6, np.maximum(ends.max(axis=0), 0) + 0.8
    if level_of is not None:
        _levels(ax, np.asarray(level_of, dtype=float), low, high)
    for label, (vector, colour) in arrows.items():
        style = {"arrowstyle": "-|>", "color": COLOURS[colour], "lw": 2.2, "shrinkA": 0, "shrinkB": 0}
        x, y = vector
        ax.annotate("", xy=(x, y), xytext=(0, 0), arrowprops=style)
        ax.annotate(label, (x, y), (6, 5), textcoords="offset points", color=COLOURS[colour], weight="bold")
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), aspect="equal")
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def matrix(
    array: Array,
    rows: Sequence[str],
    columns: Sequence[str],
    title: str = "",
    colour: str = "scores",
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw a matrix with its numbers written in; the larger a number, the deeper its colour.

    Parameters
    ----------
    array : array, shape (n, m)
        The numbers.
    rows, columns : sequence of str
        Their labels: n and m of them.
    title : str
        Above the matrix.
    colour : str
        The colour's name in `COLOURS`.
    ax : matplotlib Axes, optional
        Where to draw; a new figure without it.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If the array is no matrix, or the labels are not as many as its rows and columns.

    Examples
    --------
    >>> ax = matrix(np.array([[3, 3, 4], [0, 1, 2]]), ["bank", "loan"], ["river", "bank", "loan"])
    >>> [text.get_text() for text in ax.texts]
    ['3', '3', '4', '0', '1', '2']
    """
    numbers = _labelled(array, rows, columns)
    ax = _axes(ax, 1.6 + 0.9 * len(columns), 1.2 + 0.6 * len(rows))
    ax.imshow(numbers, cmap=_shades(colour, DEEPEST), aspect="auto")
    for (i, j), number in np.ndenumerate(numbers):
        ax.text(j, i, f"{number:.3g}", ha="center", va="center")
    _label(ax, rows, columns, title)
    return ax


def weights(
    W: Array,
    queries: Sequence[str],
    keys: Sequence[str],
    title: str = "",
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw attention weights as a heat-map, white for 0 and deep for 1, a row a query.

    Parameters
    ----------
    W : array, shape (n_q, n_k)
        The weights.
    queries, keys : sequence of str
        The tokens: n_q and n_k of them.
    title : str
        Above the map.
    ax : matplotlib Axes, optional
        Where to draw; a new figure without it.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If W is no matrix, or the tokens are not as many as its rows and columns.

    Examples
    --------
    >>> ax = weights(np.eye(2), ["it", "sat"], ["the", "cat"])
    >>> [label.get_text() for label in ax.get_xticklabels()]
    ['the', 'cat']
    """
    numbers = _labelled(W, queries, keys)
    ax = _axes(ax, 1.6 + 0.5 * len(keys), 1.9 + 0.4 * len(queries))
    ax.imshow(numbers, cmap=_shades("scores"), vmin=0, vmax=1)
    _label(ax, queries, keys, title)
    ax.tick_params(axis="x", labelrotation=60)
    return ax


def heads(
    W: Array, queries: Sequence[str], keys: Sequence[str], ax: "Sequence[Axes] | None" = None
) -> "Figure":
    """Draw the weights of several heads side by side.

    Parameters
    ----------
    W : array, shape (h, n_q, n_k)
        The weights, one matrix a head.
    queries, keys : sequence of str
        The tokens: n_q and n_k of them.
    ax : sequence of matplotlib Axes, optional
        Where to draw, one a head; a new figure without them.

    Returns
    -------
    matplotlib Figure
        With one Axes a head.

    Raises
    ------
    ValueError
        If W has not three axes, the tokens are not as many as its rows and columns, or the Axes not
        as many as the heads.

    Examples
    --------
    >>> figure = heads(np.stack([np.eye(2), np.ones((2, 2)) / 2]), ["it", "sat"], ["the", "cat"])
    >>> [ax.get_title() for ax in figure.axes]
    ['head 0', 'head 1']
    """
    numbers = _numbers(W)
    if numbers.ndim != 3:
        raise ValueError(f"W has shape {numbers.shape}; it needs three axes, (h, n_q, n_k).")
    h, n_q, n_k = numbers.shape
    if ax is None:
        import matplotlib.pyplot as plt

        size = (h * (0.9 + 0.4 * n_k), 1.9 + 0.4 * n_q)
        ax = plt.subplots(1, h, figsize=size, layout="constrained", squeeze=False)[1][0]
    if len(ax) != h:
        raise ValueError(f"There are {len(ax)} Axes for {h} heads.")
    for head, place in enumerate(ax):
        weights(numbers[head], queries, keys, title=f"head {head}", ax=place)
        if head:
            place.set_yticklabels([])
    figure: Figure = ax[0].figure.figure
    return figure


def head_split(X: Array, num_heads: int, rows: Sequence[str], ax: "Axes | None" = None) -> "Axes":
    """Draw how the features of every position are cut into heads: a colour for each block of columns.

    Parameters
    ----------
    X : array, shape (n, d_model)
        The entries, written in.
    num_heads : int
        How many heads share the columns.
    rows : sequence of str
        The labels of the n positions.
    ax : matplotlib Axes, optional
        Where to draw; a new figure without it.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If X is no matrix, the labels are not as many as its rows, or the columns can't be shared
        equally.

    Examples
    --------
    >>> ax = head_split(np.arange(8).reshape(2, 4), 2, ["the", "cat"])
    >>> [text.get_text() for text in ax.texts][:4]
    ['0', '1', '2', '3']
    """
    numbers = _labelled(X, rows, None)
    n, d_model = numbers.shape
    if num_heads < 1 or d_model % num_heads:
        raise ValueError(f"X has d_model = {d_model} features; {num_heads} heads can't share them equally.")
    from matplotlib.colors import to_rgba

    ax = _axes(ax, 1.4 + 0.6 * d_model, 1.2 + 0.5 * n)
    d_k = d_model // num_heads
    tints = [to_rgba(HEADS[column // d_k % len(HEADS)], 0.35) for column in range(d_model)]
    ax.imshow(np.array([tints] * n), aspect="auto")
    for (i, j), number in np.ndenumerate(numbers):
        ax.text(j, i, f"{number:.3g}", ha="center", va="center")
    for edge in range(d_k, d_model, d_k):
        ax.axvline(edge - 0.5, color="white", lw=4)
    _label(ax, rows, [], "")
    ax.set_xticks([d_k * (head + 0.5) - 0.5 for head in range(num_heads)])
    ax.set_xticklabels([f"head {head}" for head in range(num_heads)])
    return ax


def _levels(ax: "Axes", q: Any, low: Any, high: Any) -> None:
    x, y = np.meshgrid(np.linspace(low[0], high[0], 50), np.linspace(low[1], high[1], 50))
    score = q[0] * x + q[1] * y
    levels = np.arange(np.ceil(score.min()), np.floor(score.max()) + 1)
    lines = ax.contour(
        x, y, score, levels=levels, colors=COLOURS["grey"], linewidths=0.7, linestyles="dashed", alpha=0.6
    )
    for number in ax.clabel(lines, fmt="%d", fontsize=8):
        number.set_alpha(1)  # as faint as its line it could not be read


def _numbers(array: Array) -> Any:
    return np.asarray(array.detach().cpu() if hasattr(array, "detach") else array)


def _labelled(array: Array, rows: Sequence[str], columns: Sequence[str] | None) -> Any:
    """The array's numbers, if it is a matrix with as many rows and columns as there are labels."""
    numbers = _numbers(array)
    if numbers.ndim != 2:
        raise ValueError(f"The array has shape {numbers.shape}; only a matrix can be drawn.")
    wanted = (len(rows), numbers.shape[1] if columns is None else len(columns))
    if numbers.shape != wanted:
        raise ValueError(
            f"The array has shape {numbers.shape}, for {wanted[0]} rows and {wanted[1]} columns."
        )
    return numbers


def _label(ax: "Axes", rows: Sequence[str], columns: Sequence[str], title: str) -> None:
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.set_title(title)


def _shades(colour: str, deepest: float = 1) -> Any:
    from matplotlib.colors import LinearSegmentedColormap, to_rgb

    full = to_rgb(COLOURS[colour])
    shade = tuple(1 - deepest * (1 - channel) for channel in full)
    return LinearSegmentedColormap.from_list(colour, [(1, 1, 1), shade])


def _axes(ax: "Axes | None", width: float, height: float) -> "Axes":
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(width, height), layout="constrained")[1]
