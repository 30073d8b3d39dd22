"""An implementation of attention seen as choices, for every problem that attends.

Each choice is a step of the way from queries, keys and values to output and weights. The steps work on
the sizes by name, so that the same mistakes serve one head and many.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from attention_lib.check.problem import Array, Option, State, Steps


def _scaling(title: str, anchor: str) -> str:
    return f"chapter 3, “{title}” (03-scaling.html#{anchor})"


def _values(title: str, anchor: str) -> str:
    return f"chapter 4, “{title}” (04-values.html#{anchor})"


def _masks(title: str, anchor: str) -> str:
    return f"chapter 5, “{title}” (05-masks.html#{anchor})"


SIDES = "chapter 1, “The wrong matrix turned” (01-scores.html#scores-wrong-side)"
TWO_AXES = "chapter 1, “Two axes only” (01-scores.html#scores-only-two-axes)"
OVERFLOW = "chapter 2, “Exponentials that overflow” (02-softmax.html#softmax-overflow)"
SHARES = "chapter 2, “Shares that are none” (02-softmax.html#softmax-no-shares)"
SCALE = _scaling("What goes wrong", "what-goes-wrong")
AXIS = _values("Shares along the wrong axis", "values-wrong-axis")
PRODUCT = _values("The values met the wrong way", "values-wrong-product")
HALF = _values("Only half of the answer", "values-returned-too-little")
AFTER = _masks("Masked after the softmax", "masks-after-softmax")
POLARITY = _masks("True means the opposite", "masks-polarity")
LEAK = _masks("A mask that leaks", "masks-leak")
EMPTY = _masks("A row with nothing to see", "masks-empty-row")
MASK_AXIS = _masks("A mask on the wrong axis", "masks-wrong-axis")


def only(choice: tuple[Option, ...], *names: str) -> tuple[Option, ...]:
    """The right option, and of the wrong ones those that are named."""
    return (choice[0], *(option for option in choice[1:] if option.name in names))


def without(choice: tuple[Option, ...], *names: str) -> tuple[Option, ...]:
    """All options but those that are named."""
    return tuple(option for option in choice if option.name not in names)


def flip(X: Array) -> Array:
    """Swap the last two axes."""
    return np.swapaxes(X, -1, -2)


def softmax_over(S: Array, axis: int | None, highest: Callable[[Array, Any], Any]) -> Array:
    """Exponentials of what is left after `highest` is subtracted, divided by their sum."""
    exps: Array = np.exp(S - highest(S, axis))
    shares: Array = exps / np.sum(exps, axis=axis, keepdims=True)
    return shares


def own_maximum(S: Array, axis: int | None) -> Array:
    """The maximum along the axis; 0 where all is -inf, so that nothing becomes NaN by subtraction."""
    highest: Array = np.max(S, axis=axis, keepdims=True)
    return np.where(np.isfinite(highest), highest, 0)


def exps_over_sum(S: Array, axis: int | None) -> Array:
    """The softmax as it should be, along any axis: 0 where all is -inf."""
    exps: Array = np.exp(S - own_maximum(S, axis))
    total: Array = np.sum(exps, axis=axis, keepdims=True)
    return exps / np.where(total == 0, 1, total)


PAIRING = (
    Option("all-pairs", lambda Q, K, V: Q @ flip(K)),
    Option(
        "keys-first",
        lambda Q, K, V: K @ flip(Q),
        "The scores are K Qᵀ: they have a row for every key, where they should have one for every query.",
        "Row i of the scores belongs to query i. Which of the two matrices must come first?",
        SIDES,
    ),
    Option(
        "untransposed",
        lambda Q, K, V: Q @ K,
        "K is not transposed: Q K multiplies each query with the columns of K, and a key is a row.",
        "Write the shapes of both factors down. Which axis must meet which?",
        SIDES,
    ),
    Option(
        "reshaped",
        lambda Q, K, V: Q @ K.reshape(*K.shape[:-2], K.shape[-1], K.shape[-2]),
        "K is reshaped to the shape of its transpose, which keeps the order of its numbers: the keys are mixed.",
        "reshape reads the same numbers in the same order into other rows. What swaps rows and columns?",
        SIDES,
    ),
    Option(
        "reversed-axes",
        lambda Q, K, V: Q @ K.T,
        "K.T reverses all axes of K, the batch axes too: it is right for two axes only.",
        "Which two of the axes should change places, and which must stay where they are?",
        TWO_AXES,
    ),
    Option(
        "features",
        lambda Q, K, V: flip(Q) @ K,
        "The wrong one is transposed: Qᵀ K sums over the positions, and compares features with features.",
        "A score sums over the d_k features of one query and one key. Which axis has those?",
        SIDES,
    ),
    Option(
        "queries-with-queries",
        lambda Q, K, V: Q @ flip(Q),
        "Queries are compared with queries; the keys are not used.",
        "Look at the names in your product.",
        SIDES,
    ),
    Option(
        "keys-with-keys",
        lambda Q, K, V: K @ flip(K),
        "Keys are compared with keys; the queries are not used.",
        "Look at the names in your product.",
        SIDES,
    ),
    Option(
        "queries-with-values",
        lambda Q, K, V: Q @ flip(V),
        "Queries are compared with the values, and not with the keys.",
        "Which of the three says what a position has to offer?",
        SIDES,
    ),
    Option(
        "cosine",
        lambda Q, K, V: _unit(Q) @ flip(_unit(K)),
        "The scores are cosines: queries and keys are divided by their lengths.",
        "A dot product lets the lengths count.",
        "chapter 1, “More than a dot product” (01-scores.html#scores-more-than-a-dot-product)",
    ),
    Option(
        "negated",
        lambda Q, K, V: -(Q @ flip(K)),
        "All scores have their signs turned around.",
        "A score is high where query and key agree.",
        "chapter 1, “More than a dot product” (01-scores.html#scores-more-than-a-dot-product)",
    ),
)


def _unit(X: Array) -> Array:
    length: Array = np.linalg.norm(X, axis=-1, keepdims=True)
    return X / length


def _divisor(name: str, said: str, divisor: Callable[[Any], float], hint: str) -> Option:
    return Option(name, divisor, said, hint, SCALE)


# Each takes the sizes by name and says what the scores are divided by.
SCALING = (
    Option("root-d_k", lambda n: np.sqrt(n["d_k"])),
    _divisor(
        "no-scale",
        "The scores are not divided by √d_k.",
        lambda n: 1.0,
        "A dot product of longer vectors is larger. What brings it back to the same size?",
    ),
    _divisor(
        "divided-by-d_k",
        "The scores are divided by d_k, and not by its square root.",
        lambda n: n["d_k"],
        "It is the variance of a score that grows like d_k. How does its standard deviation grow?",
    ),
    _divisor(
        "multiplied-by-root-d_k",
        "The scores are multiplied by √d_k, where they should be divided.",
        lambda n: 1 / np.sqrt(n["d_k"]),
        "Should scores of longer vectors become larger still, or smaller?",
    ),
    _divisor(
        "scaled-twice",
        "The scores are divided by √d_k twice.",
        lambda n: n["d_k"] * 1.0000001,
        "Is a step in your code done by a function that you call as well?",
    ),
    _divisor(
        "divided-by-root-n_k",
        "The scores are divided by √n_k, the root of the number of keys; it should be √d_k.",
        lambda n: np.sqrt(n["n_k"]),
        "A score sums d_k products. Which axis is that?",
    ),
    _divisor(
        "divided-by-n_k",
        "The scores are divided by n_k, the number of keys; it should be √d_k.",
        lambda n: n["n_k"],
        "A score sums d_k products. Which axis is that?",
    ),
    _divisor(
        "divided-by-root-n_q",
        "The scores are divided by √n_q, the root of the number of queries; it should be √d_k.",
        lambda n: np.sqrt(n["n_q"]),
        "A score sums d_k products. Which axis is that?",
    ),
    _divisor(
        "divided-by-root-d_v",
        "The scores are divided by √d_v, the root of the values' size; it should be √d_k.",
        lambda n: np.sqrt(n["d_v"]),
        "The values take no part in a score. Whose entries are multiplied and summed?",
    ),
    _divisor(
        "fourth-root",
        "The scores are divided by the fourth root of d_k, and not by the square root.",
        lambda n: n["d_k"] ** 0.25,
        "If each of two factors is scaled, both are scaled by what?",
    ),
)


def _before(what: Callable[[Array, Array], Array]) -> Any:
    """Something done to the scores, and nothing to the weights."""
    return what, lambda W, M: W


def _after(what: Callable[[Array, Array], Array]) -> Any:
    """Nothing done to the scores, and something to the weights."""
    return (lambda S, M: S), what


# Each has two parts: one takes the scaled scores and the mask, the other the weights and the mask.
MASKING = (
    Option("masked-before", _before(lambda S, M: np.where(M, S, -np.inf))),
    Option(
        "mask-ignored",
        _before(lambda S, M: S),
        "The mask is not used.",
        "Where in your code does the mask appear?",
        AFTER,
    ),
    Option(
        "polarity",
        _before(lambda S, M: np.where(M, -np.inf, S)),
        "The mask is taken the other way round: True means that a query may attend, and not that it must not.",
        "Print the weights for the causal mask. Which triangle is 0?",
        POLARITY,
    ),
    Option(
        "zero-score",
        _before(lambda S, M: np.where(M, S, 0)),
        "Forbidden keys get the score 0, and the exponential of 0 is 1: they keep a share.",
        "Which score makes the exponential 0?",
        LEAK,
    ),
    Option(
        "added-mask",
        _before(lambda S, M: S + M),
        "The mask is added to the scores, so True adds 1 and False adds 0: nothing is forbidden.",
        "Which score makes the exponential 0?",
        LEAK,
    ),
    Option(
        "transposed-mask",
        _before(lambda S, M: np.where(flip(M) if np.ndim(M) > 1 else M, S, -np.inf)),
        "Rows and columns of the mask are swapped: it forbids query j key i, where it should forbid query i key j.",
        "Which axis of the mask belongs to the queries?",
        MASK_AXIS,
    ),
    Option(
        "mask-on-queries",
        _before(
            lambda S, M: np.where(flip(np.broadcast_to(M, S.shape[:-2] + flip(S).shape[-2:])), S, -np.inf)
        ),
        "The mask is laid along the queries, where it should be laid along the keys.",
        "The last axis of the mask is that of the keys.",
        MASK_AXIS,
    ),
    Option(
        "tiny-score",
        _before(lambda S, M: np.where(M, S, np.finfo(float).tiny)),
        "Forbidden keys get the smallest positive number as score, which is about 0: they keep a share.",
        "finfo has a `tiny` and a `min`; which of them is far below all scores?",
        LEAK,
    ),
    Option(
        "minus-1e9-empty-row",
        _before(lambda S, M: np.where(M, S, -1e9)),
        "A query that may attend to nothing gets equal weights for all: its scores are all -1e9, and so all alike.",
        "What should the weights of such a row be, and what does the softmax of equal scores give?",
        EMPTY,
    ),
    Option(
        "minus-1e9-added",
        _before(lambda S, M: S + np.where(M, 0, -1e9)),
        "A query that may attend to nothing attends as if nothing were forbidden: -1e9 is added to all its scores, and a softmax does not see what is added to all.",
        "What should the weights of such a row be, and what does the softmax do with a constant?",
        EMPTY,
    ),
    Option(
        "only-causal",
        _before(lambda S, M: np.where(np.tril(np.ones(S.shape[-2:], dtype=bool)), S, -np.inf)),
        "It is a causal mask that is applied, whatever mask is given.",
        "Where in your code does the argument mask appear?",
        AFTER,
    ),
    Option(
        "causal-as-well",
        _before(lambda S, M: np.where(np.tril(np.ones(S.shape[-2:], dtype=bool)) & M, S, -np.inf)),
        "Besides the mask that is given, a causal mask is applied.",
        "Who decides what is forbidden: your function, or whoever calls it?",
        AFTER,
    ),
    Option(
        "masked-after",
        _after(lambda W, M: W * M),
        "The mask is applied after the softmax: the weights that are left do not sum to 1.",
        "What must the weights of one query sum to, whatever is forbidden? Which step makes them do so?",
        AFTER,
    ),
    Option(
        "renormalised-after",
        _after(lambda W, M: (W * M) / np.where((s := np.sum(W * M, axis=-1, keepdims=True)) == 0, 1, s)),
        "The mask is applied after the softmax, and the rest divided by its sum: where a forbidden score towers over the others, nothing is left to divide.",
        "What becomes of the allowed weights if a forbidden score is larger by 1000? Before which step would it do no harm?",
        AFTER,
    ),
    Option(
        "renormalised-after-unguarded",
        _after(lambda W, M: (W * M) / np.sum(W * M, axis=-1, keepdims=True)),
        "The mask is applied after the softmax, and the rest divided by its sum: a query that may attend to nothing gets NaN, 0 / 0.",
        "What should the weights of such a row be? And what is left of a row in which a forbidden score towers over the others?",
        AFTER,
    ),
    Option(
        "minus-inf-after",
        _after(lambda W, M: np.where(M, W, -np.inf)),
        "The mask is applied after the softmax, and sets weights to -inf.",
        "Before which step does -inf belong?",
        AFTER,
    ),
    Option(
        "minus-1e9-after",
        _after(lambda W, M: np.where(M, W, -1e9)),
        "The mask is applied after the softmax, and sets weights to -1e9.",
        "Before which step does a very low score belong?",
        AFTER,
    ),
)

NORMALISING = (
    Option("softmax-over-keys", lambda S: exps_over_sum(S, -1)),
    Option(
        "softmax-over-queries",
        lambda S: exps_over_sum(S, -2),
        "The softmax goes over the queries: the columns of the weights sum to 1, where the rows should.",
        "Each query shares out its attention among the keys. Which axis do the keys have?",
        AXIS,
    ),
    Option(
        "softmax-axis-0",
        lambda S: exps_over_sum(S, 0),
        "The softmax goes over axis 0, whatever that is: the batch, or the queries.",
        "Which number names the last axis, however many there are?",
        AXIS,
    ),
    Option(
        "softmax-axis-1",
        lambda S: exps_over_sum(S, 1),
        "The softmax goes over axis 1, which is the last one for two axes only.",
        "Which number names the last axis, however many there are?",
        AXIS,
    ),
    Option(
        "softmax-over-all",
        lambda S: exps_over_sum(S, None),
        "One softmax for everything: all weights together sum to 1, where each row should.",
        "Each query shares out its attention by itself.",
        AXIS,
    ),
    Option(
        "no-softmax",
        lambda S: S,
        "There is no softmax: the scores themselves are used as weights.",
        "What must the weights of one query sum to?",
        SHARES,
    ),
    Option(
        "no-maximum",
        lambda S: np.exp(S) / np.sum(np.exp(S), axis=-1, keepdims=True),
        "The exponentials overflow: the largest score is not subtracted first.",
        "The exponential of 1000 is too large. What may you subtract from every score of a row?",
        OVERFLOW,
    ),
    Option(
        "empty-row-nan",
        lambda S: softmax_over(S, -1, lambda s, axis: np.max(s, axis=axis, keepdims=True)),
        "A query that may attend to nothing gets NaN: all its scores are -inf, and -inf less -inf is no number.",
        "What should the weights of such a row be? What is the maximum of a row of -inf?",
        EMPTY,
    ),
    Option(
        "empty-row-nan-by-division",
        lambda S: softmax_over(S, -1, own_maximum),
        "A query that may attend to nothing gets NaN: the sum of its exponentials is 0, and you divide by it.",
        "What should the weights of such a row be? Which division has to be kept from happening?",
        EMPTY,
    ),
    Option(
        "global-maximum",
        lambda S: softmax_over(S, -1, lambda s, axis: np.max(s)),
        "The largest score of all rows is subtracted, and not each row's own: rows far below it become 0 / 0.",
        "Each row may have a constant of its own.",
        OVERFLOW,
    ),
    Option(
        "exponentials-not-divided",
        lambda S: np.exp(S - own_maximum(S, -1)),
        "The weights do not sum to 1: nothing is divided by the sum of the exponentials.",
        "What must the weights of one query sum to?",
        SHARES,
    ),
    Option(
        "sum-without-keepdims",
        lambda S: (exps := np.exp(S - own_maximum(S, -1))) / np.sum(exps, axis=-1),
        "The sums of the rows are lined up with the columns: the sum has lost the axis it went over.",
        "Write down the shape of the sum, and how NumPy lines it up. What keeps the axis?",
        AXIS,
    ),
    Option(
        "divided-by-sum-of-scores",
        lambda S: S / np.sum(S, axis=-1, keepdims=True),
        "The scores themselves are divided by their sum; there is no exponential.",
        "What becomes of a negative score?",
        SHARES,
    ),
    Option(
        "sigmoid",
        lambda S: 1 / (1 + np.exp(-S)),
        "Each score goes through a sigmoid by itself: the weights of a query do not sum to 1.",
        "What must the weights of one query sum to?",
        SHARES,
    ),
    Option(
        "hard-maximum",
        lambda S: (S == np.max(S, axis=-1, keepdims=True)).astype(float),
        "The largest score takes all; the others get nothing.",
        "A softmax leaves something for everyone.",
        SHARES,
    ),
)

READING = (
    Option("weights-by-values", lambda W, Q, K, V: W @ V),
    Option(
        "weights-transposed",
        lambda W, Q, K, V: flip(W) @ V,
        "The weights are transposed before they meet the values.",
        "Row i of the output is what query i reads. Which row of the weights belongs to it?",
        PRODUCT,
    ),
    Option(
        "keys-read",
        lambda W, Q, K, V: W @ K,
        "The weights average the keys, and not the values.",
        "Which of the three is handed over to those who attend?",
        PRODUCT,
    ),
    Option(
        "queries-read",
        lambda W, Q, K, V: W @ Q,
        "The weights average the queries, and not the values.",
        "Which of the three is handed over to those who attend?",
        PRODUCT,
    ),
    Option(
        "elementwise",
        lambda W, Q, K, V: W * V,
        "Weights and values are multiplied entry by entry, and not summed over the keys.",
        "Row i of the output sums over all keys: weight times value. Which product does that?",
        PRODUCT,
    ),
    Option(
        "mean-of-values",
        lambda W, Q, K, V: W @ V / V.shape[-2],
        "The output is divided by the number of keys once more.",
        "The weights of a query sum to 1. Is a sum of weighted values then still to be divided?",
        PRODUCT,
    ),
    Option(
        "hardest-value",
        lambda W, Q, K, V: np.take_along_axis(V, np.argmax(W, axis=-1)[..., None], axis=-2),
        "Each query reads one value only, that of its largest weight.",
        "What do the other weights do?",
        PRODUCT,
    ),
    Option(
        "values-reshaped",
        lambda W, Q, K, V: (W @ V).reshape(*V.shape[:-2], V.shape[-1], -1).swapaxes(-1, -2),
        "The output is poured into other rows by a reshape.",
        "What shape has the product of weights and values already?",
        PRODUCT,
    ),
)

# Each takes output, weights, a function that gives the weights without a mask, and the scaled scores.
RETURNING = (
    Option("output-and-weights", lambda Z, W, before, S: (Z, W)),
    Option(
        "scores-for-weights",
        lambda Z, W, before, S: (Z, S),
        "What is returned as weights are the scores before the softmax.",
        "The output is right. Which of your variables holds what the softmax made?",
        HALF,
    ),
    Option(
        "weights-before-mask",
        lambda Z, W, before, S: (Z, before()),
        "The weights that are returned are those without the mask; the output is made with it.",
        "Which of your variables holds the weights that the values were multiplied with?",
        HALF,
    ),
    Option(
        "weights-transposed-in-return",
        lambda Z, W, before, S: (Z, flip(W)),
        "The weights are returned with rows and columns swapped.",
        "Row i of the weights belongs to query i.",
        HALF,
    ),
    Option(
        "logarithms-returned",
        lambda Z, W, before, S: (Z, np.log(W)),
        "What is returned as weights are their logarithms.",
        "A weight lies between 0 and 1.",
        HALF,
    ),
)

CHOICES = (PAIRING, SCALING, MASKING, NORMALISING, READING, RETURNING)
UNMASKED = (
    PAIRING,
    SCALING,
    without(NORMALISING, "empty-row-nan", "empty-row-nan-by-division"),
    READING,
    without(RETURNING, "weights-before-mask"),
)


def start(Q: Array, K: Array, V: Array, mask: Array | None = None, **sizes: int) -> State:
    """The first state: queries, keys, values, mask, and the sizes by name, with others that the scale may use."""
    named = {"d_k": Q.shape[-1], "n_q": Q.shape[-2], "n_k": K.shape[-2], "d_v": V.shape[-1]}
    return {"Q": Q, "K": K, "V": V, "mask": mask, "sizes": named | sizes}


def _pair(state: State, pairing: Callable[..., Array]) -> State:
    return state | {"S": pairing(state["Q"], state["K"], state["V"])}


def _scale(state: State, divisor: Callable[..., float]) -> State:
    return state | {"S": state["S"] / divisor(state["sizes"])}


def _mask(state: State, masking: Any) -> State:
    scores, weights = masking
    if state["mask"] is None:
        return state | {"unmasked": state["S"], "afterwards": None}
    return state | {"unmasked": state["S"], "S": scores(state["S"], state["mask"]), "afterwards": weights}


def _normalise(state: State, normalising: Callable[[Array], Array]) -> State:
    W = normalising(state["S"])
    if state["afterwards"] is not None:
        W = state["afterwards"](W, state["mask"])
    return state | {"W": W, "before": lambda: normalising(state["unmasked"])}


def _read(state: State, reading: Callable[..., Array]) -> State:
    return state | {"Z": reading(state["W"], state["Q"], state["K"], state["V"])}


def _give(state: State, returning: Callable[..., Any]) -> State:
    return state | {"result": returning(state["Z"], state["W"], state["before"], state["S"])}


STEPS = (_pair, _scale, _mask, _normalise, _read, _give)
"""A step for each of `CHOICES`."""

compose = Steps(start, STEPS)
"""An implementation of ``attention(Q, K, V, mask=None)`` from one option of each of `CHOICES`."""


def _no_mask(state: State, normalising: Callable[[Array], Array]) -> State:
    return _normalise(_mask(state, MASKING[0].apply), normalising)


compose_unmasked = Steps(start, (_pair, _scale, _no_mask, _read, _give))
"""An implementation of ``attention(Q, K, V)`` from one option of each of `UNMASKED`."""


def magnitude(Q: Array, K: Array, V: Array, mask: Array | None = None) -> tuple[Array, Array]:
    """The size of the terms on which rounding depends: of the output's entries, and of the weights."""
    from attention_lib.reference import attention

    size = np.abs(Q) @ flip(np.abs(K)) / np.sqrt(Q.shape[-1])  # (..., n_q, n_k): as large as a score's terms
    largest = 1 + np.max(size, axis=-1, keepdims=True, initial=0)
    output, weights = attention(Q, K, np.abs(V), mask)
    # A weight may underflow to 0, so it is the row's largest that counts.
    return largest * output, largest * np.max(weights, axis=-1, keepdims=True, initial=0)
