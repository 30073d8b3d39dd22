"""Chapter 6: project_qkv, a prediction and the count it is about, and a case that exposes a mistake."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from attention_lib.check.attempt import Attempt
from attention_lib.check.cases import Shapes
from attention_lib.check.counterexample import counterexample
from attention_lib.check.criteria import calls_independent, keeps_dtype, right_shape, right_values
from attention_lib.check.problem import Array, Case, Criterion, Option, Problem, State, Steps, different_sizes
from attention_lib.reference.masks import attention, causal_mask
from attention_lib.reference.positions import sinusoidal_positions
from attention_lib.reference.projections import project_qkv

Make = Callable[[Array, Array], Array]
"""How one map is applied to the positions."""

Parts = tuple[Array, Array, Array]


def _read(title: str, anchor: str) -> str:
    return f"chapter 6, “{title}” (06-projections.html#{anchor})"


SHAPES = Shapes(X="... n d_model", W_q="d_model d_k", W_k="d_model d_k", W_v="d_model d_v")


def plain(rng: np.random.Generator) -> list[Case]:
    """All sizes different; then maps that are transposed views."""
    views = SHAPES.case(rng, SHAPES.sizes(rng), scale=30)
    turned = {name: np.ascontiguousarray(views.inputs[name].T).T for name in ("W_q", "W_k", "W_v")}
    return [*SHAPES.plain(rng), views.replaced(**turned)]


def _square(rng: np.random.Generator, batch: tuple[int, ...] = ()) -> list[Case]:
    """Sizes of which three coincide, so that maps run on the wrong side; widths that three pieces share."""
    alike = (("d_model", "d_k", "d_v"), ("n", "d_k", "d_v"), ("n", "d_model", "d_k"))
    cases = []
    for names in alike:
        [size] = different_sizes(rng, 1)
        cases.append(SHAPES.case(rng, SHAPES.sizes(rng) | dict.fromkeys(names, size), batch))
    for d_k, d_v in ((2, 5), (6, 3)):
        cases.append(SHAPES.case(rng, SHAPES.sizes(rng) | {"d_k": d_k, "d_v": d_v}, batch))
    return cases


def edges(rng: np.random.Generator) -> list[Case]:
    """Sizes that coincide, sizes of 1, and a position of zeros, as padding makes them."""
    zeros = SHAPES.case(rng, SHAPES.sizes(rng))
    zeros.inputs["X"][-1] = 0
    return [*SHAPES.edges(rng), *_square(rng), zeros]


def probes(rng: np.random.Generator) -> list[Case]:
    """All kinds of sizes, and each coincidence that lets some mistake run."""
    return [*SHAPES.probes(rng), *_square(rng), *_square(rng), *_square(rng, (3,))]


def _flip(X: Array) -> Array:
    return np.swapaxes(X, -1, -2)


def _unit(X: Array) -> Array:
    length: Array = np.linalg.norm(X, axis=-1, keepdims=True)
    return X / length


def _softmax(X: Array) -> Array:
    exps: Array = np.exp(X - X.max(axis=-1, keepdims=True))
    shares: Array = exps / exps.sum(axis=-1, keepdims=True)
    return shares


def _wide(make: Make, X: Array, *maps: Array) -> Array:
    return make(X, np.concatenate(maps, axis=-1))


def _thirds(make: Make, X: Array, *maps: Array) -> Parts:
    first, second, third = np.split(_wide(make, X, *maps), 3, axis=-1)
    return first, second, third


def _every_third(make: Make, X: Array, *maps: Array) -> Parts:
    wide = _wide(make, X, *maps)
    if wide.shape[-1] % 3:
        raise ValueError("The columns can't be dealt out to three.")
    return wide[..., 0::3], wide[..., 1::3], wide[..., 2::3]


def _at_columns(*cuts: Callable[[int, int, int], int]) -> Callable[..., Parts]:
    """The wide product, cut where the four numbers say: each is made of d_model, d_k and d_v."""

    def cut(make: Make, X: Array, *maps: Array) -> Parts:
        wide, sizes = _wide(make, X, *maps), (*maps[0].shape, maps[2].shape[-1])
        a, b, c, d = (place(*sizes) for place in cuts)
        return wide[..., a:b], wide[..., b:c], wide[..., c:d]

    return cut


def _overlapping(make: Make, X: Array, *maps: Array) -> Parts:
    wide, d_k, d_v = _wide(make, X, *maps), maps[0].shape[-1], maps[2].shape[-1]
    return wide[..., :d_k], wide[..., d_k : 2 * d_k], wide[..., d_k : d_k + d_v]


def _in_another_order(make: Make, X: Array, W_q: Array, W_k: Array, W_v: Array) -> Parts:
    wide, d_k = _wide(make, X, W_v, W_k, W_q), W_q.shape[-1]
    return wide[..., :d_k], wide[..., d_k : 2 * d_k], wide[..., 2 * d_k :]


def _array_split(make: Make, X: Array, *maps: Array) -> Parts:
    first, second, third = np.array_split(_wide(make, X, *maps), 3, axis=-1)
    return first, second, third


def _where_it_fits(first: Array, X: Array, W: Array) -> Array:
    """What a map starts from, in code that falls back on X where the sizes don't allow the mistake."""
    return first if first.shape[-1] == W.shape[0] else X


def _upright(W: Array) -> Array:
    """Transposed where that does not show in the shapes."""
    return W.T if W.shape[0] == W.shape[1] else W


def _centred(X: Array, axis: int) -> Array:
    centred: Array = X - X.mean(axis=axis, keepdims=True)
    return centred


def _standard(X: Array, inside: float = 0, outside: float = 0) -> Array:
    """As a layer norm does, with an epsilon inside the root or outside of it."""
    spread: Array = np.sqrt(X.var(axis=-1, keepdims=True) + inside) + outside
    standard: Array = _centred(X, -1) / spread
    return standard


def _elu_plus_one(X: Array) -> Array:
    return np.where(X > 0, X + 1, np.exp(np.minimum(X, 0)))


def _scores(Q: Array, K: Array) -> Array:
    return Q @ _flip(K)


def _emptied(XW: Array, axis: int, places: slice) -> Array:
    """Zeros in some places of an axis, as where a loop never writes."""
    filled = np.ones(XW.shape[axis])
    filled[places] = 0
    emptied: Array = XW * np.expand_dims(filled, tuple(range(axis + 1, 0)))
    return emptied


SIDE = _read("W on the wrong side", "projections-transposed-weights")
SHARED = _read("One map for two jobs", "projections-shared")
ORDER = _read("The right pieces under the wrong names", "projections-order")
MORE = _read("More than a linear map", "projections-more")
PLACES = _read("Predict, then measure: who refused whom?", "projections-no-order")

WHICH = "Each of the three results has a map of its own. Look at the names in your products."

_alone = partial(Option, alone=True)
"""A mistake that is not tried together with others: these are many."""

MAPS = (
    Option("a-map-each", lambda make, X, W_q, W_k, W_v: (make(X, W_q), make(X, W_k), make(X, W_v))),
    Option(
        "values-through-W_k",
        lambda make, X, W_q, W_k, W_v: (make(X, W_q), make(X, W_k), make(X, W_k)),
        "The values are made with W_k: they are the keys once more, and W_v is not used.",
        WHICH,
        SHARED,
    ),
    Option(
        "values-through-W_q",
        lambda make, X, W_q, W_k, W_v: (make(X, W_q), make(X, W_k), make(X, W_q)),
        "The values are made with W_q: they are the queries once more, and W_v is not used.",
        WHICH,
        SHARED,
    ),
    Option(
        "keys-through-W_q",
        lambda make, X, W_q, W_k, W_v: (make(X, W_q), make(X, W_q), make(X, W_v)),
        "The keys are made with W_q: they are the queries once more, and W_k is not used.",
        WHICH,
        SHARED,
    ),
    Option(
        "queries-through-W_k",
        lambda make, X, W_q, W_k, W_v: (make(X, W_k), make(X, W_k), make(X, W_v)),
        "The queries are made with W_k: they are the keys once more, and W_q is not used.",
        WHICH,
        SHARED,
    ),
    Option(
        "one-map-for-all",
        lambda make, X, W_q, W_k, W_v: (make(X, W_q), make(X, W_q), make(X, W_q)),
        "All three are made with W_q; W_k and W_v are not used.",
        WHICH,
        SHARED,
    ),
    Option(
        "no-maps",
        lambda make, X, W_q, W_k, W_v: (X.copy(), X.copy(), X.copy()),
        "Queries, keys and values are all X itself: none of the maps is used.",
        "Three matrices are handed over. What should each of them do to the rows of X?",
        SHARED,
    ),
    Option(
        "values-unmapped",
        lambda make, X, W_q, W_k, W_v: (make(X, W_q), make(X, W_k), X.copy()),
        "The values are X itself: W_v is not used.",
        WHICH,
        SHARED,
    ),
    Option(
        "one-after-another",
        lambda make, X, W_q, W_k, W_v: (
            make(X, W_q),
            make(make(X, W_q), W_k),
            make(make(make(X, W_q), W_k), W_v),
        ),
        "The maps are applied one after another: the keys are made from the queries, the values from the keys.",
        "What does each of the three maps start from?",
        SHARED,
    ),
    Option(
        "values-from-keys",
        lambda make, X, W_q, W_k, W_v: (make(X, W_q), make(X, W_k), make(make(X, W_k), W_v)),
        "The values are made from the keys, where they should be made from X.",
        "What does each of the three maps start from?",
        SHARED,
    ),
    Option(
        "only-W_q-transposed",
        lambda make, X, W_q, W_k, W_v: (make(X, W_q.T), make(X, W_k), make(X, W_v)),
        "Only W_q is transposed: the queries are X W_qᵀ, while keys and values are right.",
        "Do all three maps have the same orientation?",
        SIDE,
    ),
    Option(
        "only-W_k-transposed",
        lambda make, X, W_q, W_k, W_v: (make(X, W_q), make(X, W_k.T), make(X, W_v)),
        "Only W_k is transposed: the keys are X W_kᵀ, while queries and values are right.",
        "The transpose in Q Kᵀ belongs to the scores. What does a key look like before that?",
        SIDE,
    ),
    Option(
        "only-W_v-transposed",
        lambda make, X, W_q, W_k, W_v: (make(X, W_q), make(X, W_k), make(X, W_v.T)),
        "Only W_v is transposed: the values are X W_vᵀ, while queries and keys are right.",
        "Do all three maps have the same orientation?",
        SIDE,
    ),
    Option(
        "cut-in-thirds",
        _thirds,
        "The wide product is cut into three equal pieces, and W_v need not be as wide as W_q and W_k.",
        "At which columns does the part of W_k begin and end? At which that of W_v?",
        ORDER,
    ),
    Option(
        "every-third-column",
        _every_third,
        "The columns of the wide product are dealt out in turn: each result has every third.",
        "The columns of W_q stand side by side. Which slice holds just them?",
        ORDER,
    ),
    _alone(
        "values-from-keys-where-it-runs",
        lambda make, X, W_q, W_k, W_v: (
            make(X, W_q),
            make(X, W_k),
            make(_where_it_fits(make(X, W_k), X, W_v), W_v),
        ),
        "Wherever the sizes allow it, the values are made from the keys, where they should be made from X.",
        "What does each of the three maps start from?",
        SHARED,
    ),
    _alone(
        "keys-from-queries",
        lambda make, X, W_q, W_k, W_v: (make(X, W_q), make(make(X, W_q), W_k), make(X, W_v)),
        "The keys are made from the queries, where they should be made from X.",
        "What does each of the three maps start from?",
        SHARED,
    ),
    _alone(
        "keys-from-queries-where-it-runs",
        lambda make, X, W_q, W_k, W_v: (
            make(X, W_q),
            make(_where_it_fits(make(X, W_q), X, W_k), W_k),
            make(X, W_v),
        ),
        "Wherever the sizes allow it, the keys are made from the queries, where they should be made from X.",
        "What does each of the three maps start from?",
        SHARED,
    ),
    _alone(
        "values-from-queries",
        lambda make, X, W_q, W_k, W_v: (make(X, W_q), make(X, W_k), make(make(X, W_q), W_v)),
        "The values are made from the queries, where they should be made from X.",
        "What does each of the three maps start from?",
        SHARED,
    ),
    _alone(
        "values-from-queries-where-it-runs",
        lambda make, X, W_q, W_k, W_v: (
            make(X, W_q),
            make(X, W_k),
            make(_where_it_fits(make(X, W_q), X, W_v), W_v),
        ),
        "Wherever the sizes allow it, the values are made from the queries, where they should be made from X.",
        "What does each of the three maps start from?",
        SHARED,
    ),
    _alone(
        "keys-and-values-from-queries",
        lambda make, X, W_q, W_k, W_v: (make(X, W_q), make(make(X, W_q), W_k), make(make(X, W_q), W_v)),
        "Keys and values are made from the queries, where they should be made from X.",
        "Is X still what was handed over when the second map is applied?",
        SHARED,
    ),
    _alone(
        "one-after-another-where-it-runs",
        lambda make, X, W_q, W_k, W_v: (
            Q := make(X, W_q),
            K := make(_where_it_fits(Q, X, W_k), W_k),
            make(_where_it_fits(K, X, W_v), W_v),
        ),
        "Wherever the sizes allow it, the maps are applied one after another: the keys are made from the queries, the "
        "values from the keys.",
        "What does each of the three maps start from?",
        SHARED,
    ),
    _alone(
        "keys-through-W_v",
        lambda make, X, W_q, W_k, W_v: (make(X, W_q), make(X, W_v), make(X, W_v)),
        "The keys are made with W_v: they are the values once more, and W_k is not used.",
        WHICH,
        SHARED,
    ),
    _alone(
        "queries-through-W_v",
        lambda make, X, W_q, W_k, W_v: (make(X, W_v), make(X, W_k), make(X, W_v)),
        "The queries are made with W_v: they are the values once more, and W_q is not used.",
        WHICH,
        SHARED,
    ),
    _alone(
        "all-through-W_k",
        lambda make, X, W_q, W_k, W_v: (make(X, W_k), make(X, W_k), make(X, W_k)),
        "All three are made with W_k; W_q and W_v are not used.",
        WHICH,
        SHARED,
    ),
    _alone(
        "all-through-W_v",
        lambda make, X, W_q, W_k, W_v: (make(X, W_v), make(X, W_v), make(X, W_v)),
        "All three are made with W_v; W_q and W_k are not used.",
        WHICH,
        SHARED,
    ),
    _alone(
        "queries-unmapped",
        lambda make, X, W_q, W_k, W_v: (X.copy(), make(X, W_k), make(X, W_v)),
        "The queries are X itself: W_q is not used.",
        WHICH,
        SHARED,
    ),
    _alone(
        "keys-unmapped",
        lambda make, X, W_q, W_k, W_v: (make(X, W_q), X.copy(), make(X, W_v)),
        "The keys are X itself: W_k is not used.",
        WHICH,
        SHARED,
    ),
    _alone(
        "only-W_k-transposed-where-square",
        lambda make, X, W_q, W_k, W_v: (make(X, W_q), make(X, _upright(W_k)), make(X, W_v)),
        "Where W_k is square, it is transposed: the keys are then X W_kᵀ, while queries and values are right.",
        "How can the shape of a square matrix tell which side it stands on?",
        SIDE,
    ),
    _alone(
        "cut-in-thirds-rounded-down",
        _at_columns(
            lambda d_model, d_k, d_v: 0,
            lambda d_model, d_k, d_v: (2 * d_k + d_v) // 3,
            lambda d_model, d_k, d_v: (2 * d_k + d_v) // 3 * 2,
            lambda d_model, d_k, d_v: 2 * d_k + d_v,
        ),
        "The wide product is cut in thirds, the last one with what is left over; but W_v need not be as wide as W_q "
        "and W_k.",
        "At which columns does the part of W_k begin and end? At which that of W_v?",
        ORDER,
    ),
    _alone(
        "cut-in-thirds",
        _at_columns(
            lambda d_model, d_k, d_v: 0,
            lambda d_model, d_k, d_v: (2 * d_k + d_v) // 3,
            lambda d_model, d_k, d_v: (2 * d_k + d_v) // 3 * 2,
            lambda d_model, d_k, d_v: (2 * d_k + d_v) // 3 * 3,
        ),
        "The wide product is cut into three equal pieces, and W_v need not be as wide as W_q and W_k.",
        "At which columns does the part of W_k begin and end? At which that of W_v?",
        ORDER,
    ),
    _alone(
        "cut-in-three-almost-equal-pieces",
        _array_split,
        "The wide product is cut into three pieces that are as equal as can be; but W_v need not be as wide as W_q "
        "and W_k.",
        "At which columns does the part of W_k begin and end? At which that of W_v?",
        ORDER,
    ),
    _alone(
        "values-cut-to-d_k",
        lambda make, X, W_q, W_k, W_v: (make(X, W_q), make(X, W_k), make(X, W_v)[..., : W_q.shape[-1]]),
        "Of the values, only the first d_k columns are there: W_v may be wider than W_q and W_k.",
        "How many columns has W_v?",
        ORDER,
    ),
    _alone(
        "cut-by-d_v",
        _at_columns(
            lambda d_model, d_k, d_v: 0,
            lambda d_model, d_k, d_v: d_v,
            lambda d_model, d_k, d_v: 2 * d_v,
            lambda d_model, d_k, d_v: 2 * d_k + d_v,
        ),
        "The wide product is cut at d_v and 2·d_v columns, where the parts of W_q and W_k have d_k columns.",
        "At which columns does the part of W_k begin and end? At which that of W_v?",
        ORDER,
    ),
    _alone(
        "cut-by-d_model",
        _at_columns(
            lambda d_model, d_k, d_v: 0,
            lambda d_model, d_k, d_v: d_model,
            lambda d_model, d_k, d_v: 2 * d_model,
            lambda d_model, d_k, d_v: 2 * d_k + d_v,
        ),
        "The wide product is cut at d_model and 2·d_model columns: d_model is the number of rows of a map, and not of "
        "its columns.",
        "How many columns has W_q, and so how many has its part?",
        ORDER,
    ),
    _alone(
        "cut-at-d_k-and-d_k+d_v",
        _at_columns(
            lambda d_model, d_k, d_v: 0,
            lambda d_model, d_k, d_v: d_k,
            lambda d_model, d_k, d_v: d_k + d_v,
            lambda d_model, d_k, d_v: 2 * d_k + d_v,
        ),
        "The wide product is cut at d_k and d_k + d_v: so the keys are as wide as W_v, and the values get the rest.",
        "At which columns does the part of W_k begin and end?",
        ORDER,
    ),
    _alone(
        "values-cut-from-the-keys-on",
        _overlapping,
        "The values begin where the keys do: they are cut out of the wide product from column d_k on.",
        "How many columns stand before the part of W_v?",
        ORDER,
    ),
    _alone(
        "joined-in-another-order",
        _in_another_order,
        "The maps are joined in the order W_v, W_k, W_q, and the product is cut as if it were W_q, W_k, W_v.",
        "Whose columns come first in the wide matrix?",
        ORDER,
    ),
)

PRODUCT = (
    Option("X-times-W", lambda X, W: X @ W),
    Option(
        "transposed-weights",
        lambda X, W: X @ W.T,
        "It is X Wᵀ: the maps are turned. That runs only where a map is square.",
        "W has d_model rows. Which axis of X has d_model entries, and on which axis of W must they meet?",
        SIDE,
    ),
    Option(
        "transposed-weights-in-einsum",  # which stretches an axis of size 1, where @ stops with an error
        lambda X, W: np.einsum("...nd,kd->...nk", X, W),
        "It is X Wᵀ: the maps are turned. That runs only where a map is square, or has a single column.",
        "Which letter stands for the rows of W? And which letter must be summed over?",
        SIDE,
    ),
    Option(
        "weights-first",
        lambda X, W: W @ X,
        "It is W X: the maps stand on the left, where they mix positions and not features.",
        "Row i of the result should come from row i of X alone. On which side does W then stand?",
        SIDE,
    ),
    Option(
        "transposed-weights-first",
        lambda X, W: W.T @ X,
        "It is Wᵀ X: the maps stand on the left, where they mix positions and not features.",
        "Row i of the result should come from row i of X alone. On which side does W then stand?",
        SIDE,
    ),
    Option(
        "positions-as-columns",
        lambda X, W: _flip(X @ W),
        "The result is turned on its side: it has a column for each position, where it should have a row.",
        "Wᵀ Xᵀ is the transpose of X W.",
        SIDE,
    ),
    Option(
        "X-turned",
        lambda X, W: _flip(X) @ W,
        "X is transposed: the sum goes over the positions, where it should go over the features.",
        "Which axis of X must meet the rows of W?",
        SIDE,
    ),
    Option(
        "all-axes-reversed",
        lambda X, W: (W.T @ X.T).T,
        "With a batch, .T reverses all axes: it is right for two axes only.",
        "Is a transpose needed at all? X W keeps every axis of X but the last.",
        SIDE,
    ),
    Option(
        "batch-flattened",
        lambda X, W: X.reshape(-1, X.shape[-1]) @ W,
        "The batch axes are gone: all positions of all batches stand in one long matrix.",
        "What turns (batch · n, d) into (batch, n, d) again? Or is it needed to flatten at all?",
        ORDER,
    ),
    Option(
        "first-of-the-batch",
        lambda X, W: X.reshape(-1, *X.shape[-2:])[0] @ W,
        "Only the first sequence of the batch is there.",
        "The maps have no batch axis, X may have several. What does @ do with those?",
        ORDER,
    ),
    Option(
        "last-product",
        lambda X, W: X[..., -1:] @ W[-1:],
        "Only the product of the last feature is there: the sum over the features is missing.",
        "Does each product replace what was there before, instead of being added to it?",
        SIDE,
    ),
    Option(
        "one-feature-short",
        lambda X, W: X[..., :-1] @ W[:-1],
        "The last feature is left out of the sum.",
        "range(n) ends with n - 1. Where does your loop over the features end?",
        SIDE,
    ),
    Option(
        "averaged-over-positions",
        lambda X, W: np.broadcast_to((X @ W).mean(axis=-2, keepdims=True), (X @ W).shape).copy(),
        "All rows are alike: the positions are averaged.",
        "Row i of the result should come from row i of X alone.",
        SIDE,
    ),
    _alone(
        "transposed-where-square",
        lambda X, W: X @ _upright(W),
        "Where a map is square, it is X Wᵀ: whether a map stands upright can't be told from its shape then.",
        "How can the shape of a square matrix tell which side it stands on?",
        SIDE,
    ),
    _alone(
        "first-feature-left-out",
        lambda X, W: X[..., 1:] @ W[1:],
        "The first feature is left out of the sum.",
        "From which number should a loop over the features count?",
        SIDE,
    ),
    _alone(
        "last-position-empty",
        lambda X, W: _emptied(X @ W, -2, slice(-1, None)),
        "The last position is left out: its row is 0.",
        "range(n) ends with n - 1. Where does your loop over the positions end?",
        SIDE,
    ),
    _alone(
        "first-position-empty",
        lambda X, W: _emptied(X @ W, -2, slice(0, 1)),
        "The first position is left out: its row is 0.",
        "From which number should a loop over the positions count?",
        SIDE,
    ),
    _alone(
        "only-first-position-filled",
        lambda X, W: _emptied(X @ W, -2, slice(1, None)),
        "Only the first position is filled in: the other rows are 0.",
        "Does your loop go on after its first round? Does a return stand inside it?",
        SIDE,
    ),
    _alone(
        "last-column-empty",
        lambda X, W: _emptied(X @ W, -1, slice(-1, None)),
        "The last column of each result is left out: it is 0.",
        "range(n) ends with n - 1. Where does your loop over the columns of W end?",
        SIDE,
    ),
    _alone(
        "first-column-empty",
        lambda X, W: _emptied(X @ W, -1, slice(0, 1)),
        "The first column of each result is left out: it is 0.",
        "From which number should a loop over the columns of W count?",
        SIDE,
    ),
    _alone(
        "last-position-for-all",
        lambda X, W: np.broadcast_to((X @ W)[..., -1:, :], (X @ W).shape),
        "All rows are alike: each is that of the last position.",
        "Does each round of your loop write to its own row?",
        SIDE,
    ),
    _alone(
        "first-position-for-all",
        lambda X, W: np.broadcast_to((X @ W)[..., :1, :], (X @ W).shape),
        "All rows are alike: each is that of the first position.",
        "Does the row of X that you read change from round to round?",
        SIDE,
    ),
    _alone(
        "first-position-only",
        lambda X, W: X[..., 0, :] @ W,
        "Only the first position is there, and its axis is gone.",
        "Which axis of X has the positions? Does a return stand inside a loop?",
        SIDE,
    ),
    _alone(
        "last-position-only",
        lambda X, W: X[..., -1, :] @ W,
        "Only the last position is there, and its axis is gone.",
        "Does each round of your loop replace what the one before has found?",
        SIDE,
    ),
    _alone(
        "summed-over-positions",
        lambda X, W: (X @ W).sum(axis=-2),
        "The positions are added up: one row is left of all.",
        "Row i of the result should come from row i of X alone.",
        SIDE,
    ),
    _alone(
        "running-sum",
        lambda X, W: np.cumsum(X @ W, axis=-2),
        "Each row also has what the rows before it gave: a sum goes on from position to position.",
        "When does your sum begin anew at 0?",
        SIDE,
    ),
    _alone(
        "turned-around",
        lambda X, W: np.flip(X @ W, axis=-2),
        "The positions stand in the opposite order: the last one comes first.",
        "Row i of the result should come from row i of X.",
        SIDE,
    ),
    _alone(
        "X-standardised",
        lambda X, W: _standard(X) @ W,
        "Each position is centred and divided by its standard deviation first, as a layer norm does.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "X-standardised-eps-inside",
        lambda X, W: _standard(X, inside=1e-5) @ W,
        "Each position is centred and divided by its standard deviation first, as a layer norm does.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "X-standardised-eps-outside",
        lambda X, W: _standard(X, outside=1e-5) @ W,
        "Each position is centred and divided by its standard deviation first, as a layer norm does.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "X-centred",
        lambda X, W: _centred(X, -1) @ W,
        "The mean of each position's features is subtracted first.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "X-centred-over-positions",
        lambda X, W: _centred(X, -2) @ W,
        "The mean over the positions is subtracted first: then no row comes from its own position alone.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "X-of-unit-length",
        lambda X, W: _unit(X) @ W,
        "Each position is divided by its length first.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "X-through-softmax",
        lambda X, W: _softmax(X) @ W,
        "X goes through a softmax first.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "maps-through-softmax",
        lambda X, W: X @ _softmax(W),
        "The maps go through a softmax first.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "positions-added",
        lambda X, W: (X + sinusoidal_positions(*X.shape[-2:])) @ W,
        "A positional encoding is added to X first.",
        "A projection is the product with the matrix, and no more. Where do positions come in, and who adds them?",
        MORE,
    ),
    _alone(
        "divided-by-root-d_model",
        lambda X, W: X @ W / np.sqrt(X.shape[-1]),
        "All three are divided by √d_model.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "times-root-d_model",
        lambda X, W: X @ W * np.sqrt(X.shape[-1]),
        "All three are multiplied by √d_model.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "X-added-where-it-fits",
        lambda X, W: X @ W + (X if W.shape[0] == W.shape[1] else 0),
        "Where the shapes allow it, X is added to the result, as a residual connection does.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "several-batch-axes-flattened",
        lambda X, W: (X.reshape(-1, *X.shape[-2:]) if X.ndim > 3 else X) @ W,
        "Several batch axes are flattened into one: each should be kept.",
        "What is in X.shape before the last two numbers?",
        ORDER,
    ),
    _alone(
        "always-one-batch-axis",
        lambda X, W: X.reshape(-1, *X.shape[-2:]) @ W,
        "The results always have one batch axis: there may be none, and there may be several.",
        "What is in X.shape before the last two numbers?",
        ORDER,
    ),
    _alone(
        "last-of-the-batch-for-all",
        lambda X, W: np.broadcast_to(X.reshape(-1, *X.shape[-2:])[-1], X.shape) @ W,
        "All sequences of a batch get the result of the last one.",
        "Does each round of your loop over the batch write to its own place?",
        ORDER,
    ),
    _alone(
        "batch-summed",
        lambda X, W: X.reshape(-1, *X.shape[-2:]).sum(axis=0) @ W,
        "The sequences of a batch are added up: one is left of all.",
        "The maps have no batch axis, X may have several. What does @ do with those? And which letters of an einsum "
        "does the result keep?",
        ORDER,
    ),
    _alone(
        "squeezed",
        lambda X, W: np.squeeze(X @ W),
        "Axes of length 1 are squeezed out of the results: a batch or a sequence of one keeps its axis.",
        "Which axes does squeeze remove, if n is 1?",
        ORDER,
    ),
    _alone(
        "shape-turned-around",
        lambda X, W: (X @ W).reshape(*X.shape[:-1][::-1], W.shape[-1]),
        "The flattened positions are poured back with batch and positions exchanged.",
        "In which order do the rows of the flattened X stand?",
        ORDER,
    ),
)

AFTER = (
    Option("as-they-are", lambda Q, K, V: (Q, K, V)),
    Option(
        "queries-divided-by-root-d_k",
        lambda Q, K, V: (Q / np.sqrt(Q.shape[-1]), K, V),
        "The queries are already divided by √d_k.",
        "The scale belongs to the scores; attention applies it there.",
        MORE,
    ),
    Option(
        "queries-and-keys-divided",
        lambda Q, K, V: (Q / Q.shape[-1] ** 0.25, K / K.shape[-1] ** 0.25, V),
        "Queries and keys are each divided by the fourth root of d_k.",
        "The scale belongs to the scores; attention applies it there.",
        MORE,
    ),
    Option(
        "keys-already-transposed",
        lambda Q, K, V: (Q, _flip(K), V),
        "The keys are already transposed, as if for Q Kᵀ: K has a column for each position.",
        "dot_product_scores turns the keys itself. Which shape does it ask for?",
        SIDE,
    ),
    Option(
        "unit-queries-and-keys",
        lambda Q, K, V: (_unit(Q), _unit(K), V),
        "Queries and keys are divided by their lengths.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    Option(
        "cut-at-zero",
        lambda Q, K, V: (np.maximum(Q, 0), np.maximum(K, 0), np.maximum(V, 0)),
        "Entries below zero are replaced by zero, as a ReLU does.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    Option(
        "tanh",
        lambda Q, K, V: (np.tanh(Q), np.tanh(K), np.tanh(V)),
        "The entries went through a tanh.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    Option(
        "softmax",
        lambda Q, K, V: (_softmax(Q), _softmax(K), _softmax(V)),
        "Each row went through a softmax.",
        "Softmax belongs to the scores. An entry of a query may be negative.",
        MORE,
    ),
    _alone(
        "keys-divided-by-root-d_k",
        lambda Q, K, V: (Q, K / np.sqrt(K.shape[-1]), V),
        "The keys are already divided by √d_k.",
        "The scale belongs to the scores; attention applies it there.",
        MORE,
    ),
    _alone(
        "queries-and-keys-divided-by-root-d_k",
        lambda Q, K, V: (Q / np.sqrt(Q.shape[-1]), K / np.sqrt(K.shape[-1]), V),
        "Queries and keys are each divided by √d_k.",
        "The scale belongs to the scores; attention applies it there.",
        MORE,
    ),
    _alone(
        "all-divided-by-root-d_k",
        lambda Q, K, V: tuple(X / np.sqrt(Q.shape[-1]) for X in (Q, K, V)),
        "All three are divided by √d_k.",
        "The scale belongs to the scores; attention applies it there.",
        MORE,
    ),
    _alone(
        "queries-and-keys-cut-at-zero",
        lambda Q, K, V: (np.maximum(Q, 0), np.maximum(K, 0), V),
        "In queries and keys, entries below zero are replaced by zero, as a ReLU does.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "values-cut-at-zero",
        lambda Q, K, V: (Q, K, np.maximum(V, 0)),
        "In the values, entries below zero are replaced by zero, as a ReLU does.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "leaky",
        lambda Q, K, V: tuple(np.where(X > 0, X, 0.01 * X) for X in (Q, K, V)),
        "Entries below zero are multiplied by 0.01, as a leaky ReLU does.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "signs-lost",
        lambda Q, K, V: tuple(np.abs(X) for X in (Q, K, V)),
        "The signs are lost: each entry is its absolute value.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "sigmoid",
        lambda Q, K, V: tuple(1 / (1 + np.exp(-X)) for X in (Q, K, V)),
        "The entries went through a sigmoid.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "queries-and-keys-through-tanh",
        lambda Q, K, V: (np.tanh(Q), np.tanh(K), V),
        "Queries and keys went through a tanh.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "queries-and-keys-through-softmax",
        lambda Q, K, V: (_softmax(Q), _softmax(K), V),
        "Each row of queries and keys went through a softmax.",
        "Softmax belongs to the scores. An entry of a query may be negative.",
        MORE,
    ),
    _alone(
        "elu-plus-one",
        lambda Q, K, V: (_elu_plus_one(Q), _elu_plus_one(K), V),
        "Queries and keys went through elu(x) + 1, the feature map of linear attention.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "all-of-unit-length",
        lambda Q, K, V: (_unit(Q), _unit(K), _unit(V)),
        "All three are divided by their lengths.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "queries-and-keys-standardised",
        lambda Q, K, V: (_standard(Q), _standard(K), V),
        "Queries and keys are centred and divided by their standard deviation, as a layer norm does.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "queries-and-keys-standardised-eps-inside",
        lambda Q, K, V: (_standard(Q, inside=1e-5), _standard(K, inside=1e-5), V),
        "Queries and keys are centred and divided by their standard deviation, as a layer norm does.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "queries-and-keys-standardised-eps-outside",
        lambda Q, K, V: (_standard(Q, outside=1e-5), _standard(K, outside=1e-5), V),
        "Queries and keys are centred and divided by their standard deviation, as a layer norm does.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "all-standardised",
        lambda Q, K, V: (_standard(Q), _standard(K), _standard(V)),
        "All three are centred and divided by their standard deviation, as a layer norm does.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "all-standardised-eps-inside",
        lambda Q, K, V: (_standard(Q, inside=1e-5), _standard(K, inside=1e-5), _standard(V, inside=1e-5)),
        "All three are centred and divided by their standard deviation, as a layer norm does.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "all-standardised-eps-outside",
        lambda Q, K, V: (_standard(Q, outside=1e-5), _standard(K, outside=1e-5), _standard(V, outside=1e-5)),
        "All three are centred and divided by their standard deviation, as a layer norm does.",
        "A projection is the product with the matrix, and no more.",
        MORE,
    ),
    _alone(
        "scores-for-keys",
        lambda Q, K, V: (Q, _scores(Q, K), V),
        "What is returned as keys are the scores Q Kᵀ.",
        "The scores come later. What is row i of K made of?",
        MORE,
    ),
    _alone(
        "attention-for-values",
        lambda Q, K, V: (Q, K, _softmax(_scores(Q, K) / np.sqrt(Q.shape[-1])) @ V),
        "What is returned as values is already the output of attention.",
        "Weights come later. Row i of V comes from row i of X alone.",
        MORE,
    ),
    _alone(
        "values-weighted",
        lambda Q, K, V: (Q, K, _softmax(_scores(Q, K)) @ V),
        "What is returned as values is already the output of attention, without the scale.",
        "Weights come later. Row i of V comes from row i of X alone.",
        MORE,
    ),
    _alone(
        "queries-on-their-side",
        lambda Q, K, V: (_flip(Q), K, V),
        "The queries are transposed: Q has a column for each position.",
        "Row i of Q is the query of position i.",
        SIDE,
    ),
    _alone(
        "values-on-their-side",
        lambda Q, K, V: (Q, K, _flip(V)),
        "The values are transposed: V has a column for each position.",
        "Row i of V is the value of position i.",
        SIDE,
    ),
    _alone(
        "last-query-only",
        lambda Q, K, V: (Q[..., -1:, :], K, V),
        "Only the query of the last position is there, as one that decodes word by word needs it.",
        "Every position asks. How many rows should Q have?",
        MORE,
    ),
)

RETURNED = (
    Option("Q-K-V", lambda Q, K, V: (Q, K, V)),
    Option(
        "K-Q-V",
        lambda Q, K, V: (K, Q, V),
        "Queries and keys are returned in each other's place.",
        "The order is (Q, K, V).",
        ORDER,
    ),
    Option(
        "Q-V-K",
        lambda Q, K, V: (Q, V, K),
        "Keys and values are returned in each other's place.",
        "The order is (Q, K, V).",
        ORDER,
    ),
    Option(
        "V-K-Q",
        lambda Q, K, V: (V, K, Q),
        "Queries and values are returned in each other's place.",
        "The order is (Q, K, V).",
        ORDER,
    ),
)


def _start(X: Array, W_q: Array, W_k: Array, W_v: Array) -> State:
    return {"arguments": (X, W_q, W_k, W_v)}


def _choose(state: State, maps: Callable[..., Parts]) -> State:
    return state | {"maps": maps}


def _multiply(state: State, product: Make) -> State:
    return {"result": state["maps"](product, *state["arguments"])}


def _arrange(state: State, arranged: Callable[..., Parts]) -> State:
    """After the products, and when they are returned."""
    return {"result": arranged(*state["result"])}


def _magnitude(X: Array, *maps: Array) -> Parts:
    Q, K, V = (np.abs(X) @ np.abs(W) for W in maps)
    return Q, K, V


PROJECT = Problem(
    name="project_qkv",
    arguments=("X", "W_q", "W_k", "W_v"),
    results=("Q", "K", "V"),
    reference=project_qkv,
    read=_read("What goes wrong", "what-goes-wrong"),
    criteria=(
        Criterion("shape", 1, "three results, (n, d_k), (n, d_k) and (n, d_v)", right_shape(plain)),
        Criterion("queries", 1, "row i of Q is row i of X times W_q", right_values(plain, "Q")),
        Criterion("keys", 1, "row i of K is row i of X times W_k", right_values(plain, "K")),
        Criterion("values", 2, "row i of V is row i of X times W_v", right_values(plain, "V")),
        Criterion(
            "sizes",
            1,
            "also where sizes coincide or are 1, and for rows of zeros",
            right_values(edges),
            ("queries", "keys", "values"),
        ),
        Criterion(
            "batch",
            2,
            "leading batch axes are kept: (..., n, d_k) and (..., n, d_v)",
            right_values(SHAPES.batched),
            ("queries", "keys", "values"),
        ),
        Criterion(
            "calls",
            1,
            "the inputs are left as they were, and no call affects another",
            calls_independent(plain, edges, SHAPES.batched, SHAPES.dtypes),
            ("queries", "keys", "values"),
        ),
        Criterion(
            "dtype",
            1,
            "float32 gives float32, float64 gives float64",
            keeps_dtype(SHAPES.dtypes),
            ("queries", "keys", "values"),
        ),
    ),
    choices=(MAPS, PRODUCT, AFTER, RETURNED),
    compose=Steps(_start, (_choose, _multiply, _arrange, _arrange)),
    probes=probes,
    napkin=SHAPES.napkin,
    magnitude=_magnitude,
)


def _readable(attempt: Attempt) -> str | None:
    """Whether the prediction is three whole numbers of words; whether it is right is not asked."""
    outcome = attempt.once()
    if (given := outcome.value) is None:
        return outcome.problem
    if given.sort == "none":
        return "It returned None: is there a return with your three numbers at its end?"
    if len(given.entries) != 3:
        return f"Return a tuple of three numbers, as in return 1, 2, 3; this is of type {given.type}."
    for number in given.entries:
        if number.type == "bool" or number.whole is None:
            return f"Each of the three must be a whole number; one is of type {number.type}."
        if not 0 <= number.whole <= 6:
            return f"There are six words; {number.whole} of them can't change."
    return None


PREDICTION = Problem(
    name="predict_changed_words",
    arguments=(),
    reference=lambda: None,
    read=PLACES,
    criteria=(Criterion("made", 1, "three whole numbers from 0 to 6, right or wrong", _readable),),
)


def _sentence(rng: np.random.Generator, order: Array, mask: Array) -> Case:
    n, d_model = len(order), 8
    maps = {name: rng.normal(size=(d_model, d)) / 3 for name, d in (("W_q", 4), ("W_k", 4), ("W_v", 3))}
    inputs = {"X": rng.normal(size=(n, d_model)), "order": order, "mask": mask, **maps}
    return Case(inputs, {"n": n})


def _window(n: int, reach: int) -> Array:
    places = np.arange(n)
    near: Array = np.abs(places[:, None] - places) <= reach
    return near


def sentences(rng: np.random.Generator) -> list[Case]:
    """No mask, causal masks and windows; exchanges, turns that are not their own inverse, and no change.

    In the last two, all values are 0: whoever leaves the maps out sees changes where there are none.
    """
    cases = []
    for n in (4, 5, 6, 7):
        exchange = np.arange(n)
        exchange[[1, n - 2]] = exchange[[n - 2, 1]]
        turn = np.arange(n)
        turn[1:-1] = np.roll(turn[1:-1], 1)
        for order in (exchange, turn, np.roll(np.arange(n), 1), np.arange(n)):
            for mask in (np.ones((n, n), dtype=bool), np.asarray(causal_mask(n)), _window(n, 1)):
                cases.append(_sentence(rng, order, mask))
    silent = [_sentence(rng, np.arange(n)[::-1].copy(), np.asarray(causal_mask(n))) for n in (2, 3)]
    for case in silent:
        case.inputs["W_v"][:] = 0
    return [*(cases[int(place)] for place in rng.permutation(len(cases))), *silent]


def small_sentences(rng: np.random.Generator) -> list[Case]:
    """Few words, small whole numbers."""
    cases = []
    for n, mask in ((2, np.ones((2, 2), dtype=bool)), (2, causal_mask(2)), (3, causal_mask(3))):
        case = _sentence(rng, np.roll(np.arange(n), 1), np.asarray(mask))
        maps = {name: np.eye(2) for name in ("W_q", "W_k", "W_v")}
        X = rng.permutation(np.arange(2.0 * n)).reshape(n, 2)
        cases.append(case.replaced(X=X, **maps))
    return [*cases, cases[1].replaced(W_v=np.zeros((2, 2)))]


MAPPED = (
    Option("mapped", project_qkv),
    Option(
        "maps-left-out",
        lambda X, W_q, W_k, W_v: (X, X, X),
        "The maps are not used: the vectors of the words are queries, keys and values themselves.",
        "Which function makes queries, keys and values from X?",
        PLACES,
    ),
)

SEEN = (
    Option("mask-on-both", lambda order, mask: (mask, mask)),
    Option(
        "mask-left-out",
        lambda order, mask: (None, None),
        "The mask is not used.",
        "What does attention take as its fourth argument?",
        PLACES,
    ),
    Option(
        "mask-moved-too",
        lambda order, mask: (mask, mask[order][:, order]),
        "The mask moves with the words, and it should stay with the places.",
        "Whoever stands in place i sees what mask[i] says, in both sentences.",
        PLACES,
    ),
    Option(
        "mask-on-the-second-only",
        lambda order, mask: (None, mask),
        "Only the second sentence is masked.",
        "The same mask holds in both sentences.",
        PLACES,
    ),
)

FOLLOWED = (
    Option("word-by-word", lambda before, after, order: after - before[order]),
    Option(
        "place-by-place",
        lambda before, after, order: after - before,
        "Each place is compared with itself, where each word should be followed to its new place.",
        "Which word stands in place i of the second sentence, and where did it stand in the first?",
        PLACES,
    ),
    Option(
        "order-turned-around",
        lambda before, after, order: after - before[np.argsort(order)],
        "The words are followed the wrong way: order says who stands in a place now, not where a word went.",
        "In place i of the second sentence stands word order[i]. Where does its output stand in the first?",
        PLACES,
    ),
)

COUNTED = (
    Option("words", lambda change: np.sum(np.abs(change).max(axis=-1) > 1e-6)),
    Option(
        "unchanged-words",
        lambda change: np.sum(np.abs(change).max(axis=-1) <= 1e-6),
        "Those words are counted whose output stays.",
        "Which way does your comparison point?",
        PLACES,
    ),
    Option(
        "entries",
        lambda change: np.sum(np.abs(change) > 1e-6),
        "Entries are counted, and not words.",
        "An output has several entries. When is it another one?",
        PLACES,
    ),
    Option(
        "columns",
        lambda change: np.sum(np.abs(change).max(axis=0) > 1e-6),
        "Columns are counted, and not words.",
        "Along which axis does a word stand, and along which do its entries?",
        PLACES,
    ),
    Option(
        "share",
        lambda change: np.mean(np.abs(change).max(axis=-1) > 1e-6),
        "This is the share of the words, and not their number.",
        "The result should be a whole number.",
        PLACES,
    ),
    Option(
        "rounding-counted",
        lambda change: np.sum(np.abs(change).max(axis=-1) > 0),
        "Differences of rounding are counted as changes.",
        "How large must a difference be, according to the exercise?",
        PLACES,
    ),
)


def _count(mapped: Option, seen: Option, followed: Option, counted: Option) -> Callable[..., Any]:
    def implementation(X: Array, order: Array, mask: Array, W_q: Array, W_k: Array, W_v: Array) -> Any:
        first, second = seen.apply(order, mask)
        Q, K, V = mapped.apply(X, W_q, W_k, W_v)
        before, _ = attention(Q, K, V, first)
        Q, K, V = mapped.apply(X[order], W_q, W_k, W_v)
        after, _ = attention(Q, K, V, second)
        return counted.apply(followed.apply(before, after, order))

    return implementation


CHANGED = Problem(
    name="changed_words",
    arguments=("X", "order", "mask", "W_q", "W_k", "W_v"),
    reference=_count(MAPPED[0], SEEN[0], FOLLOWED[0], COUNTED[0]),
    read=PLACES,
    criteria=(Criterion("count", 1, "the count is right, under masks and without", right_values(sentences)),),
    choices=(MAPPED, SEEN, FOLLOWED, COUNTED),
    compose=_count,
    probes=sentences,
    napkin=small_sentences,
    one_number=True,
    in_bank=False,
    advice="Try two words that change places, with a causal mask: who sees whom, before and after?",
)

COUNTEREXAMPLE = counterexample(
    "projections_counterexample",
    PROJECT,
    shown="values-through-W_k",
    bank=("transposed-weights", "keys-through-W_q", "K-Q-V", "batch-flattened", "cut-at-zero"),
)

PROBLEMS = (PROJECT, PREDICTION, CHANGED, COUNTEREXAMPLE)
