"""The course's figures: one palette, the same colours for Q, K and V in the whole book.

matplotlib is imported where a figure is drawn, not with this module.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = {"Q": "#0072B2", "K": "#D55E00", "V": "#009E73", "scores": "#7A4B8C", "grey": "#595959"}
"""Okabe and Ito's colours, told apart by colour-blind readers too; scores are a mixture of Q and K."""


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
    >>> len(ax.texts) >= 2
    True
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
    array: Any,
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
    array = np.asarray(array)
    if array.shape != (len(rows), len(columns)):
        raise ValueError(
            f"The array has shape {array.shape}, for {len(rows)} rows and {len(columns)} columns."
        )
    from matplotlib.colors import LinearSegmentedColormap

    ax = _axes(ax, 1.6 + 0.9 * len(columns), 1.2 + 0.6 * len(rows))
    shades = LinearSegmentedColormap.from_list(colour, ["#FFFFFF", COLOURS[colour]])
    low, high = array.min(), array.max()
    ax.imshow(array, cmap=shades, aspect="auto", vmin=low, vmax=high)
    for (i, j), number in np.ndenumerate(array):
        dark = number - low > 0.55 * (high - low)
        ax.text(j, i, f"{number:.3g}", ha="center", va="center", color="white" if dark else "black")
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.set_title(title)
    return ax


def _levels(ax: Any, q: Any, low: Any, high: Any) -> None:
    x, y = np.meshgrid(np.linspace(low[0], high[0], 50), np.linspace(low[1], high[1], 50))
    score = q[0] * x + q[1] * y
    levels = np.arange(np.ceil(score.min()), np.floor(score.max()) + 1)
    lines = ax.contour(
        x, y, score, levels=levels, colors=COLOURS["grey"], linewidths=0.7, linestyles="dashed", alpha=0.6
    )
    ax.clabel(lines, fmt="%d", fontsize=8)


def _axes(ax: "Axes | None", width: float, height: float) -> "Axes":
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(width, height), layout="constrained")[1]
