"""An implementation of attention seen as choices, for every problem that attends.

Each choice is a step of the way from queries, keys and values to output and weights. The steps work on
the sizes by name, so that the same mistakes serve one head and many.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from attention_lib.check import sharing
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
IGNORED = _masks("A mask that does nothing", "masks-ignored")
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


def own_maximum(S: Array, axis: int | tuple[int, ...] | None) -> Array:
    """The maximum along the axis; 0 where all is -inf, so that nothing becomes NaN by subtraction."""
    highest: Array = np.max(S, axis=axis, keepdims=True)
    return np.where(np.isfinite(highest), highest, 0)


def exps_over_sum(S: Array, axis: int | tuple[int, ...] | None) -> Array:
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


def _before(what: Callable[..., Any]) -> Any:
    """Something done to the scores, and nothing to the weights."""
    return what, lambda W, M: W


def _after(what: Callable[..., Any]) -> Any:
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
        IGNORED,
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
        "A query that may attend to nothing gets equal weights for all, as when its scores are all -1e9, and so all alike.",
        "What should the weights of such a row be, and what does the softmax of equal scores give?",
        EMPTY,
    ),
    Option(
        "minus-1e9-added",
        _before(lambda S, M: S + np.where(M, 0, -1e9)),
        "A query that may attend to nothing attends as if nothing were forbidden, as when -1e9 is added to all its scores: a softmax does not see what is added to all.",
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

# What follows is tried alone, and only where attention itself is the exercise.


def _tried(name: str, apply: Callable[..., Any], sentence: str, hint: str, read: str) -> Option:
    return Option(name, apply, sentence, hint, read, alone=True)


MORE = "chapter 1, “More than a dot product” (01-scores.html#scores-more-than-a-dot-product)"
DOT = "A dot product multiplies entries and sums the products."


def _squares(Q: Array, K: Array) -> Array:
    return np.asarray(np.sum((Q[..., :, None, :] - K[..., None, :, :]) ** 2, axis=-1))


PAIRING_ALONE = (
    _tried(
        "squared-distances",
        lambda Q, K, V: _squares(Q, K),
        "The scores are squared distances, and not dot products: what is far away gets the largest weight.",
        DOT,
        MORE,
    ),
    _tried(
        "negative-squared-distances",
        lambda Q, K, V: -_squares(Q, K),
        "The scores are squared distances with a minus, and not dot products.",
        DOT,
        MORE,
    ),
    _tried(
        "negative-distances",
        lambda Q, K, V: -np.sqrt(_squares(Q, K)),
        "The scores are distances with a minus, and not dot products.",
        DOT,
        MORE,
    ),
    _tried(
        "cut-at-zero",
        lambda Q, K, V: np.maximum(Q @ flip(K), 0),
        "Scores below zero are replaced by zero.",
        "A negative score says that query and key point away from each other.",
        MORE,
    ),
    _tried(
        "absolute",
        lambda Q, K, V: np.abs(Q @ flip(K)),
        "The signs of the scores are lost: every score is made positive.",
        "A negative score says that query and key point away from each other.",
        MORE,
    ),
    _tried(
        "squared",
        lambda Q, K, V: (Q @ flip(K)) ** 2,
        "The scores are squared, so that a key that points away scores as high as one that agrees.",
        "A negative score says that query and key point away from each other.",
        MORE,
    ),
    _tried(
        "unit-queries",
        lambda Q, K, V: _unit(Q) @ flip(K),
        "The queries are divided by their lengths.",
        "A dot product lets both lengths count.",
        MORE,
    ),
    _tried(
        "unit-keys",
        lambda Q, K, V: Q @ flip(_unit(K)),
        "The keys are divided by their lengths.",
        "A dot product lets both lengths count.",
        MORE,
    ),
    _tried(
        "keys-with-values",
        lambda Q, K, V: K @ flip(V),
        "Keys are compared with values; the queries are not used.",
        "Look at the names in your product.",
        SIDES,
    ),
    _tried(
        "values-with-values",
        lambda Q, K, V: V @ flip(V),
        "Values are compared with values; queries and keys are not used.",
        "Look at the names in your product.",
        SIDES,
    ),
    _tried(
        "one-feature-short",
        lambda Q, K, V: Q[..., :-1] @ flip(K[..., :-1]),
        "The last feature is left out of the dot products.",
        "range(n) ends with n - 1. Where does your loop over the features end?",
        "chapter 1, “Row by row instead of all pairs” (01-scores.html#scores-row-by-row)",
    ),
)

FEATURES = "Which of the shapes tells how many entries a query has?"
COUNTED = "Which axis has the features, however many axes there are?"

SCALING_ALONE = tuple(
    _tried(name, divisor, f"The scores are {said}.", hint, SCALE)
    for name, divisor, said, hint in (
        ("always-8", lambda n: 8.0, "always divided by 8, which is √d_k for d_k = 64 only", FEATURES),
        (
            "always-root-512",
            lambda n: np.sqrt(512),
            "always divided by √512, which was √d_model in one paper",
            FEATURES,
        ),
        (
            "half-of-d_k",
            lambda n: n["d_k"] / 2,
            "divided by half of d_k, and not by its square root",
            "What does Python compute first in d_k ** 1/2?",
        ),
        (
            "twice-d_k",
            lambda n: 2 * n["d_k"],
            "divided by d_k and then by 2, and not by the square root of d_k",
            "What does Python compute first in scores / d_k ** 1/2, and what last?",
        ),
        (
            "root-rounded-down",
            lambda n: np.floor(np.sqrt(n["d_k"])),
            "divided by √d_k rounded down to a whole number",
            "The root of 8 is 2.83. Where do its decimals get lost?",
        ),
        (
            "logarithm",
            lambda n: np.log(n["d_k"]),
            "divided by the logarithm of d_k, and not by its square root",
            "Four times as many entries make a dot product twice as large. Which function doubles too?",
        ),
        (
            "d_k-squared",
            lambda n: n["d_k"] ** 2,
            "divided by the square of d_k, and not by its square root",
            "Which of ** 2 and ** 0.5 is the root?",
        ),
        (
            "multiplied-by-d_k",
            lambda n: 1 / n["d_k"],
            "multiplied by d_k, where they should be divided by its square root",
            "Should scores of longer vectors become larger still, or smaller?",
        ),
        ("divided-by-n_q", lambda n: n["n_q"], "divided by n_q, the number of queries", COUNTED),
        ("divided-by-d_v", lambda n: n["d_v"], "divided by d_v, the size of the values", COUNTED),
        (
            "root-of-the-number-of-scores",
            lambda n: np.sqrt(n["n_q"] * n["n_k"]),
            "divided by the square root of how many scores there are",
            "How many products does one score sum up?",
        ),
        (
            "root-of-double-d_k",
            lambda n: np.sqrt(2 * n["d_k"]),
            "divided by the square root of 2 d_k",
            "How many products does one score sum up?",
        ),
        *(
            (
                f"divided-by-root-{name}",
                lambda n, name=name: np.sqrt(n[name]),
                f"divided by the square root of {name}, {what}",
                COUNTED,
            )
            for name, what in (
                ("len(Q)", "the length of its first axis"),
                ("len(K)", "the length of its first axis"),
                ("Q.shape[1]", "which is d_k for two axes only"),
                ("K.shape[1]", "which is d_k for two axes only"),
                ("Q.size", "the number of all its entries"),
                ("K.size", "the number of all its entries"),
            )
        ),
    )
)


def _share_out(option: Option, weights: Callable[..., Any]) -> Option:
    """A mistake of chapter 2 within attention; rows in which all is forbidden are 0, as they should be."""

    def normalising(S: Array) -> Any:
        nothing = np.isneginf(S).all(axis=-1, keepdims=True)
        return np.where(nothing, 0, weights(S))

    return _tried(option.name, normalising, option.sentence, option.hint, option.read)


def _zeroed(what: Callable[..., Any]) -> Any:
    """Something done to the scores; rows in which all is forbidden get the weights 0, as they should."""

    def after(W: Array, M: Array) -> Array:
        return W * np.broadcast_to(M, W.shape).any(axis=-1, keepdims=True)

    return what, after


def _masked(name: str, masking: Any, sentence: str, hint: str, read: str) -> Option:
    return _tried(name, masking, sentence, hint, read)


ZERO = "Which score makes the exponential exactly 0, however low the other scores are?"
WHOSE = "Write the shapes of scores and mask below each other, aligned at the right. Which axes meet?"
BEFORE = "Before which step would a mask do no harm to the sum of the weights?"


def _of_batch(change: Callable[[Array, tuple[int, ...]], Any]) -> Any:
    """Something done to a mask with batch axes."""
    return _before(
        lambda S, M: np.where(change(M, tuple(range(np.ndim(M) - 2))) if np.ndim(M) > 2 else M, S, -np.inf)
    )


def _of_rows(change: Callable[[Array], Any]) -> Any:
    """Something done to a mask with rows."""
    return _before(lambda S, M: np.where(change(M) if np.ndim(M) > 1 else M, S, -np.inf))


def _renormalised(W: Array, M: Array, total: Callable[[Array], Array]) -> Array:
    return (W * M) / total(np.sum(W * M, axis=-1, keepdims=True))


MASKING_ALONE = (
    *(
        _masked(
            f"score-of-{-low:g}",
            rows(
                lambda S, M, low=low, added=added: S + np.where(M, 0, low) if added else np.where(M, S, low)
            ),
            f"Forbidden keys {'have their scores lowered by a number' if added else 'get a score'} that does not bring "
            "them far enough below all others: they keep a share.",
            ZERO,
            LEAK,
        )
        for low in (-1.0, -5.0, -10.0, -20.0, -50.0, -100.0, -1000.0, -1e4)
        for added in (False, True)
        for rows in (_before, _zeroed)
        if (low, added) != (-1.0, True)  # that is as if the mask were added
    ),
    *(
        _masked(
            name,
            rows(lambda S, M, low=low: np.where(M, S, low(S))),
            f"Forbidden keys get {said}, which leaves them a share.",
            ZERO,
            LEAK,
        )
        for name, low, said in (
            ("smallest-score", lambda S: np.min(S), "the smallest score of all"),
            ("smallest-score-less-1", lambda S: np.min(S) - 1, "a score that is 1 below the smallest"),
            (
                "row's-smallest",
                lambda S: np.min(S, axis=-1, keepdims=True),
                "the smallest score of their row",
            ),
        )
        for rows in (_before, _zeroed)
    ),
    *(
        _masked(
            "polarity-1e9",
            rows(masking),
            "The mask is taken the other way round: True means that a query may attend, and not that it must not.",
            "Print the weights for the causal mask. Which triangle is 0?",
            POLARITY,
        )
        for rows in (_before, _zeroed)
        for masking in (
            lambda S, M: np.where(M, -1e9, S),
            lambda S, M: S + np.where(M, -1e9, 0),
        )
    ),
    _masked(
        "polarity-after",
        _after(lambda W, M: W * ~M),
        "The mask is taken the other way round, and is applied after the softmax.",
        "Print the weights for the causal mask. Which triangle is 0? And what do the rows sum to?",
        POLARITY,
    ),
    _masked(
        "polarity-renormalised-after",
        _after(lambda W, M: _renormalised(W, ~M, lambda total: np.where(total == 0, 1, total))),
        "The mask is taken the other way round, and is applied after the softmax.",
        "Print the weights for the causal mask. Which triangle is 0? And before which step does a mask belong?",
        POLARITY,
    ),
    _masked(
        "plus-infinity",
        _before(lambda S, M: np.where(M, S, np.inf)),
        "Forbidden keys get the score +inf, and inf less inf is no number.",
        "Which sign has a score whose exponential is 0?",
        LEAK,
    ),
    _masked(
        "infinity-times-0",
        _before(lambda S, M: S + (1 - M) * -np.inf),
        "The mask is multiplied by -inf, and 0 times -inf is no number: all that is allowed becomes NaN.",
        "What is 0 times infinity? What chooses between two values without multiplying?",
        LEAK,
    ),
    _masked(
        "scores-replaced",
        _before(lambda S, M: np.where(M, 0.0, -np.inf)),
        "The mask replaces the scores: all allowed keys get the same weight.",
        "Are the scores still there after your masking?",
        LEAK,
    ),
    _masked(
        "lowered-by-the-mask",
        _before(lambda S, M: S - M),
        "The mask is subtracted from the scores, as a number 0 or 1: nothing is forbidden.",
        ZERO,
        LEAK,
    ),
    _masked(
        "softmax-of-masked-weights",
        _after(lambda W, M: exps_over_sum(np.where(M, W, -np.inf), -1)),
        "The mask comes after a softmax, and then there is a second softmax, of weights.",
        BEFORE,
        AFTER,
    ),
    _masked(
        "softmax-of-zeroed-weights",
        _after(lambda W, M: exps_over_sum(W * M, -1)),
        "The mask makes weights 0 after the softmax, and a second softmax turns 0 into a share again.",
        BEFORE,
        AFTER,
    ),
    *(
        _masked(
            "renormalised-with-epsilon",
            _after(lambda W, M, eps=eps: _renormalised(W, M, lambda total: total + eps)),
            "The mask is applied after the softmax, and the rest divided by its sum and a tiny number: where a "
            "forbidden score towers over the others, the weights do not sum to 1.",
            BEFORE,
            AFTER,
        )
        for eps in (1e-6, 1e-8, 1e-9, 1e-10, 1e-12)
    ),
    *(
        _masked(
            "renormalised-with-floor",
            _after(lambda W, M, eps=eps: _renormalised(W, M, lambda total: np.maximum(total, eps))),
            "The mask is applied after the softmax, and the rest divided by its sum, or by a tiny number if that is "
            "larger: where a forbidden score towers over the others, the weights do not sum to 1.",
            BEFORE,
            AFTER,
        )
        for eps in (1e-6, 1e-8, 1e-9, 1e-10, 1e-12)
    ),
    _masked(
        "renormalised-over-queries",
        _after(lambda W, M: (W * M) / np.where((s := np.sum(W * M, axis=-2, keepdims=True)) == 0, 1, s)),
        "The mask is applied after the softmax, and the rest divided by the sums of the columns.",
        "What must the weights of one query sum to? And before which step does a mask belong?",
        AFTER,
    ),
    _masked(
        "only-empty-rows",
        (lambda S, M: S, lambda W, M: W * np.broadcast_to(M, W.shape).any(axis=-1, keepdims=True)),
        "The mask is used only for queries that may attend to nothing; for the others nothing is forbidden.",
        "For which entries do you ask the mask, and for which rows?",
        LEAK,
    ),
    _masked(
        "any-query",
        _of_rows(lambda M: M.any(axis=-2, keepdims=True)),
        "A key that one query may attend to is allowed to all of them.",
        "Each query has its own row of the mask. Do you keep the rows apart?",
        MASK_AXIS,
    ),
    _masked(
        "every-query",
        _of_rows(lambda M: M.all(axis=-2, keepdims=True)),
        "A key that one query may not attend to is forbidden to all of them.",
        "Each query has its own row of the mask. Do you keep the rows apart?",
        MASK_AXIS,
    ),
    _masked(
        "first-row-for-all",
        _of_rows(lambda M: M[..., :1, :]),
        "The first query's row of the mask is used for all queries.",
        "Each query has its own row of the mask. Which index stands at its axis?",
        MASK_AXIS,
    ),
    _masked(
        "last-row-for-all",
        _of_rows(lambda M: M[..., -1:, :]),
        "The last query's row of the mask is used for all queries.",
        "Each query has its own row of the mask. Which index stands at its axis?",
        MASK_AXIS,
    ),
    _masked(
        "first-mask-for-all",
        _of_batch(lambda M, axes: M[(slice(0, 1),) * len(axes)]),
        "For the whole batch, it is the mask of its first example that counts.",
        WHOSE,
        MASK_AXIS,
    ),
    _masked(
        "first-along-one-axis",
        _of_batch(lambda M, axes: M[:1]),
        "For the whole batch, it is the mask of its first example that counts.",
        WHOSE,
        MASK_AXIS,
    ),
    _masked(
        "last-mask-for-all",
        _of_batch(lambda M, axes: M[-1:]),
        "For the whole batch, it is the mask of its last example that counts.",
        WHOSE,
        MASK_AXIS,
    ),
    _masked(
        "any-example",
        _of_batch(lambda M, axes: M.any(axis=0, keepdims=True)),
        "What one example of the batch allows is allowed in all of them.",
        WHOSE,
        MASK_AXIS,
    ),
    _masked(
        "every-example",
        _of_batch(lambda M, axes: M.all(axis=0, keepdims=True)),
        "What one example of the batch forbids is forbidden in all of them.",
        WHOSE,
        MASK_AXIS,
    ),
    _masked(
        "batch-in-reverse",
        _of_batch(lambda M, axes: M[::-1]),
        "The masks are given to the examples of the batch in reverse order.",
        WHOSE,
        MASK_AXIS,
    ),
    _masked(
        "batch-axes-swapped",
        _of_batch(lambda M, axes: np.swapaxes(M, 0, 1).reshape(M.shape) if len(axes) > 1 else M),
        "With two batch axes the masks are counted in another order than the scores: each goes to another example.",
        WHOSE,
        MASK_AXIS,
    ),
    *(
        _masked(
            f"ignored-with-{said}",
            _before(lambda S, M, where=where: S if where(np.ndim(M)) else np.where(M, S, -np.inf)),
            f"A mask with {said} is not used.",
            "Which shapes may a mask have, and what does broadcasting do with each?",
            MASK_AXIS,
        )
        for said, where in (
            ("one axis", lambda axes: axes == 1),
            ("two axes", lambda axes: axes == 2),
            ("batch axes", lambda axes: axes > 2),
        )
    ),
    _masked(
        "transposed-if-square",
        _before(
            lambda S, M: np.where(flip(M) if np.ndim(M) > 1 and M.shape[-1] == M.shape[-2] else M, S, -np.inf)
        ),
        "Rows and columns of a square mask are swapped: it forbids query j key i, where it should forbid query i key j.",
        "Which axis of the mask belongs to the queries?",
        MASK_AXIS,
    ),
    _masked(
        "on-queries-if-square",
        _before(lambda S, M: np.where(M[:, None] if np.shape(M) == S.shape[-2:-1] else M, S, -np.inf)),
        "A mask of one axis is laid along the queries if there are as many of them as keys.",
        "The last axis of a mask is that of the keys, whatever the sizes are.",
        MASK_AXIS,
    ),
    _masked(
        "mask-poured",
        _before(lambda S, M: np.where(flip(np.broadcast_to(M, S.shape).reshape(flip(S).shape)), S, -np.inf)),
        "The mask is reshaped to the shape of its transpose, which keeps the order of its entries, and then turned.",
        "reshape reads the same entries in the same order into other rows. What swaps rows and columns?",
        MASK_AXIS,
    ),
    _masked(
        "empty-row-reads-the-first-key",
        (
            lambda S, M: np.where(M, S, -np.inf),
            lambda W, M: np.where(
                ~np.broadcast_to(M, W.shape).any(axis=-1, keepdims=True), np.arange(W.shape[-1]) == 0, W
            ),
        ),
        "A query that may attend to nothing gives its whole weight to the first key.",
        "What should the weights of such a row be? Which place does argmax name where all are alike?",
        EMPTY,
    ),
    _masked(
        "empty-only-if-all-are",
        (
            lambda S, M: np.where(M, S, -np.inf),
            lambda W, M: W if not M.any() else np.where(~M.any(axis=-1, keepdims=True), np.nan, W),
        ),
        "A row in which all is forbidden is seen to only if the whole mask forbids; one such row among others is NaN.",
        "Over which axis do you ask whether anything is allowed?",
        EMPTY,
    ),
)


def _along(S: Array, axes: Any, guard: bool) -> Array:
    """Maximum and sum along axes that may differ."""
    for_maximum, for_sum = axes
    exps: Array = np.exp(S - own_maximum(S, for_maximum))
    total: Array = np.sum(exps, axis=for_sum, keepdims=True)
    return exps / (np.where(total == 0, 1, total) if guard else total)


_KNOWN = {option.name for option in NORMALISING}
_ELSEWHERE = {
    # the same as others of this file, or with no result to tell
    *("no-exponential", "not-divided", "by-the-maximum", "hard", "place-of-the-largest", "negated"),
    *("exponential-of-absolute", "finite-mean-subtracted", "scaled-by-root-of-last-axis", "clipped-at-100"),
    *("first-score-subtracted", "last-score-subtracted", "exponents-cut-at-10", "sum-in-a-last-axis"),
    *("maximum-without-the-last", "maximum-without-the-first"),
}
_SUM = sharing.DIVISION[0].apply
_EXPS = sharing.POWER[0].apply

NORMALISING_ALONE = (
    *(
        _share_out(power, lambda S, power=power: _SUM(power.apply(S, -1), -1))
        for power in sharing.POWER[1:]
        if power.name not in _KNOWN | _ELSEWHERE and not power.name.startswith(("infinity", "times"))
    ),
    *(
        _share_out(division, lambda S, division=division: division.apply(_EXPS(S, -1), -1))
        for division in sharing.DIVISION[1:]
        if division.name not in _KNOWN | _ELSEWHERE and not division.name.startswith("the-sum-itself")
    ),
    *(
        _share_out(option, option.apply)
        for option in (
            *(option for option in sharing.GUARDED if "epsilon" not in option.name),
            *sharing.guarded(
                "epsilon",
                lambda exps, axis: sharing.raised(exps, axis, 1e-9),
                sharing.HIDDEN,
                *sharing.UNDERFLOW,
            ),
        )
        if not option.name.startswith(("finite-mean", "minimum", "capped"))
    ),
    *(
        _tried(name, normalising, sentence, hint, AXIS)
        for name, normalising, sentence, hint in (
            (
                "softmax-over-both",
                lambda S: exps_over_sum(S, (-2, -1)),
                "One softmax for queries and keys together: all weights of a matrix sum to 1, where each row should.",
                "Each query shares out its attention by itself.",
            ),
            (
                "softmax-over-queries-too",
                lambda S: exps_over_sum(exps_over_sum(S, -1), -2),
                "After the softmax over the keys, there is one over the queries as well.",
                "Each query shares out its attention among the keys. Is anything else shared out?",
            ),
        )
    ),
    *(
        _tried(name, lambda S, axes=axes, guard=guard: _along(S, axes, guard), sentence, hint, AXIS)
        for guard in (True, False)
        for name, axes, sentence, hint in (
            (
                "sum-over-queries",
                (-1, -2),
                "The maximum is taken over the keys, and the sum over the queries: the rows of the weights do not sum to 1.",
                "Each query shares out its attention among the keys. Which axis do the keys have?",
            ),
            (
                "maximum-over-queries",
                (-2, -1),
                "The maximum is taken over the queries, and the sum over the keys: what is subtracted differs within a row.",
                "Which constant may be subtracted: one for each row, or one for each column?",
            ),
            (
                "sum-over-everything",
                (-1, None),
                "The sum goes over all scores: all weights together sum to 1, where each row should.",
                "Each query shares out its attention by itself.",
            ),
        )
        if guard or axes != (-1, None)  # the sum of all is never 0
    ),
    *(
        _tried(
            f"exponentials-of-{factor:g}-times",
            lambda S, factor=factor: exps_over_sum(factor * S, -1),
            f"The scores are multiplied by {factor:g} as well, as with a temperature.",
            "A score is divided by √d_k. By what else is yours?",
            SCALE,
        )
        for factor in (0.1, 0.5, 2)
    ),
)


READING_ALONE = tuple(
    _tried(name, reading, sentence, hint, PRODUCT)
    for name, reading, sentence, hint in (
        (
            "last-key-not-read",
            lambda W, Q, K, V: W[..., :-1] @ V[..., :-1, :],
            "The last value is left out of the sum.",
            "range(n) ends with n - 1. Where does your loop over the keys end?",
        ),
        (
            "first-key-not-read",
            lambda W, Q, K, V: W[..., 1:] @ V[..., 1:, :],
            "The first value is left out of the sum.",
            "With which key does your loop begin?",
        ),
        (
            "only-the-last-key-read",
            lambda W, Q, K, V: W[..., -1:] * V[..., -1:, :],
            "Only the last value is there, times its weight: the sum over the keys is missing.",
            "Does each product replace what was there before, instead of being added to it?",
        ),
        (
            "only-the-first-key-read",
            lambda W, Q, K, V: W[..., :1] * V[..., :1, :],
            "Only the first value is there, times its weight: the sum over the keys is missing.",
            "Where does your loop return?",
        ),
        (
            "all-values-alike",
            lambda W, Q, K, V: np.broadcast_to(V.mean(axis=-2, keepdims=True), (*W.shape[:-1], V.shape[-1])),
            "The output is the plain average of the values: the weights are not used.",
            "Where in your code do the weights meet the values?",
        ),
        (
            "values-in-reverse",
            lambda W, Q, K, V: W @ V[..., ::-1, :],
            "The values are read in reverse order: the first weight meets the last value.",
            "Which value belongs to weight (i, j)?",
        ),
        (
            "divided-by-root-d_k",
            lambda W, Q, K, V: W @ V / np.sqrt(Q.shape[-1]),
            "The output is divided by √d_k as well.",
            "What is divided by √d_k, and how often?",
        ),
        (
            "divided-by-root-d_v",
            lambda W, Q, K, V: W @ V / np.sqrt(V.shape[-1]),
            "The output is divided by √d_v.",
            "The weights of a query sum to 1. Is a sum of weighted values then still to be divided?",
        ),
        (
            "summed-over-queries",
            lambda W, Q, K, V: np.sum(W @ V, axis=-2),
            "The output is summed over the queries: each of them should have a row of its own.",
            "Row i of the output is what query i reads.",
        ),
        (
            "averaged-over-queries",
            lambda W, Q, K, V: np.mean(W @ V, axis=-2),
            "The output is averaged over the queries: each of them should have a row of its own.",
            "Row i of the output is what query i reads.",
        ),
        (
            "weights-squared",
            lambda W, Q, K, V: W**2 @ V,
            "The values meet the squares of the weights.",
            "Row i of the output sums over all keys: weight times value, each once.",
        ),
        (
            "softmax-of-the-weights",
            lambda W, Q, K, V: exps_over_sum(W, -1) @ V,
            "The weights go through one more softmax before they meet the values.",
            "Which of your variables holds the weights? Does a function that you call take a softmax as well?",
        ),
        (
            "softmax-of-the-output",
            lambda W, Q, K, V: exps_over_sum(W @ V, -1),
            "The output goes through a softmax.",
            "Which of the steps shares something out?",
        ),
        (
            "queries-added",
            lambda W, Q, K, V: W @ V + Q,
            "The queries are added to the output.",
            "A residual connection belongs to the layer around attention. What does attention itself return?",
        ),
        (
            "last-row-not-written",
            lambda W, Q, K, V: _but_the_last(W @ V),
            "The output of the last query is 0: its row is not filled in.",
            "range(n) ends with n - 1. Where does your loop over the queries end?",
        ),
        (
            "batch-added-up",
            lambda W, Q, K, V: np.broadcast_to(
                np.sum(W @ V, axis=tuple(range(V.ndim - 2)), keepdims=True), (*W.shape[:-1], V.shape[-1])
            ),
            "The outputs of all examples of the batch are added up, and each of them gets the sum.",
            "Which axes of weights and values go side by side, and which one is summed over?",
        ),
        (
            "values-of-the-last-example",
            lambda W, Q, K, V: W @ (V[-1:] if V.ndim > 2 else V),
            "For the whole batch, it is the values of its last example that are read.",
            "Which index stands at the batch axis of V?",
        ),
    )
)


def _but_the_last(Z: Array) -> Array:
    return np.concatenate([Z[..., :-1, :], np.zeros_like(Z[..., -1:, :])], axis=-2)


RETURNING_ALONE = tuple(
    _tried(name, returning, sentence, hint, HALF)
    for name, returning, sentence, hint in (
        (
            "exponentials-for-weights",
            lambda Z, W, before, S: (Z, np.exp(S - own_maximum(S, -1))),
            "What is returned as weights are the exponentials, not yet divided by their sum; the output is right.",
            "Which of your variables holds what the values were multiplied with?",
        ),
        (
            "sum-of-exponentials-missing-in-output",
            lambda Z, W, before, S: (
                Z * np.sum(np.exp(S - own_maximum(S, -1)), axis=-1, keepdims=True),
                W,
            ),
            "The output is made with the exponentials, not yet divided by their sum; the weights are right.",
            "Which of your variables do the values meet?",
        ),
        (
            "softmax-of-weights-returned",
            lambda Z, W, before, S: (Z, exps_over_sum(W, -1)),
            "What is returned as weights has gone through one more softmax; the output is right.",
            "Which of your variables holds what the values were multiplied with?",
        ),
        (
            "rounded-weights",
            lambda Z, W, before, S: (Z, np.round(W, 3)),
            "The weights that are returned are rounded to 3 decimals.",
            "What do the weights of a row add up to after the rounding?",
        ),
        (
            "weights-averaged",
            lambda Z, W, before, S: (Z, np.mean(W, axis=-2)),
            "The weights that are returned are averaged over the queries.",
            "Row i of the weights belongs to query i.",
        ),
        (
            "largest-weight-only",
            lambda Z, W, before, S: (Z, np.argmax(W, axis=-1)),
            "What is returned as weights is the place of the largest one.",
            "A weight lies between 0 and 1, and each key has one.",
        ),
        (
            "last-weights-for-all",
            lambda Z, W, before, S: (Z, np.broadcast_to(W[-1:], W.shape) if W.ndim > 2 else W),
            "For the whole batch, it is the weights of its last example that are returned.",
            "Do you keep the weights of each example?",
        ),
        (
            "first-weights-for-all",
            lambda Z, W, before, S: (Z, np.broadcast_to(W[:1], W.shape) if W.ndim > 2 else W),
            "For the whole batch, it is the weights of its first example that are returned.",
            "Do you keep the weights of each example?",
        ),
        (
            "last-row-for-all",
            lambda Z, W, before, S: (Z, np.broadcast_to(W[..., -1:, :], W.shape)),
            "The weights that are returned are those of the last query, for all of them.",
            "Do you keep the weights of each query?",
        ),
    )
)


def _whole(attend: Callable[..., Any]) -> Callable[..., Any]:
    """A whole attention from queries, keys, values, and a softmax of masked scores."""

    def whole(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Any:
        def softmax(S: Array) -> Array:
            return exps_over_sum(S if mask is None else np.where(mask, S, -np.inf), -1)

        return attend(Q, K, V, softmax, np.sqrt(Q.shape[-1]))

    return whole


def _read_with(W: Array, V: Array) -> tuple[Array, Array]:
    return W @ V, W


def _ahead(Q: Array, K: Array) -> Array:
    return ~np.tril(np.ones((Q.shape[-2], K.shape[-2]), dtype=bool))


WHOLE = tuple(
    Option(name, _whole(attend), sentence, hint, read)
    for name, attend, sentence, hint, read in (
        (
            "scaled-after-the-softmax",
            lambda Q, K, V, softmax, root: _read_with(softmax(Q @ flip(K)) / root, V),
            "The division by √d_k comes after the softmax: the weights do not sum to 1, and are as uneven as before.",
            "What should the division happen to, the scores or the weights?",
            SCALE,
        ),
        (
            "output-scaled",
            lambda Q, K, V, softmax, root: (softmax(Q @ flip(K)) @ V / root, softmax(Q @ flip(K))),
            "It is the output that is divided by √d_k, and not the scores.",
            "What should the division happen to, the scores or the output?",
            SCALE,
        ),
        (
            "output-not-scaled",
            lambda Q, K, V, softmax, root: (softmax(Q @ flip(K)) @ V, softmax(Q @ flip(K) / root)),
            "The weights are right, but the output is made with others, of scores that are not divided by √d_k.",
            "Which of your variables do the values meet?",
            HALF,
        ),
        (
            "weights-not-scaled",
            lambda Q, K, V, softmax, root: (softmax(Q @ flip(K) / root) @ V, softmax(Q @ flip(K))),
            "The output is right, but the weights that are returned are those of scores that are not divided by √d_k.",
            "Which of your variables holds what the values were multiplied with?",
            HALF,
        ),
        (
            "plain-scores-for-weights",
            lambda Q, K, V, softmax, root: (softmax(Q @ flip(K) / root) @ V, Q @ flip(K)),
            "The output is right, but what is returned as weights are the plain dot products.",
            "Which of your variables holds what the softmax made?",
            HALF,
        ),
        (
            "causal-without-being-asked",
            lambda Q, K, V, softmax, root: _read_with(
                softmax(np.where(_ahead(Q, K), -np.inf, Q @ flip(K) / root)), V
            ),
            "A causal mask is applied: no query reads a key behind its own place.",
            "Is anything forbidden here, and who says so?",
            AFTER,
        ),
    )
)


def _without_mask(Q: Array, K: Array, V: Array, mask: Array | None, divisor: float) -> Any:
    """Where no mask is given, a causal one is."""
    S = Q @ flip(K) / divisor
    W = exps_over_sum(np.where(~_ahead(Q, K) if mask is None else mask, S, -np.inf), -1)
    return W @ V, W


def _empty(Q: Array, K: Array, mask: Array | None) -> Array:
    S = Q @ flip(K)
    allowed: Array = np.broadcast_to(True if mask is None else mask, S.shape)
    return np.logical_not(allowed.any(axis=-1, keepdims=True))


def _right(Q: Array, K: Array, V: Array, mask: Array | None) -> tuple[Array, Array]:
    S = Q @ flip(K) / np.sqrt(Q.shape[-1])
    return _read_with(exps_over_sum(S if mask is None else np.where(mask, S, -np.inf), -1), V)


def _exponentials_masked(Q: Array, K: Array, V: Array, mask: Array | None, guard: bool) -> Any:
    """No maximum; the mask multiplies the exponentials."""
    exps = np.exp(Q @ flip(K) / np.sqrt(Q.shape[-1])) * (True if mask is None else mask)
    total = np.sum(exps, axis=-1, keepdims=True)
    return _read_with(exps / (np.where(total == 0, 1, total) if guard else total), V)


def _none_forbids_all(Q: Array, K: Array, V: Array, mask: Array | None) -> Any:
    everything = np.zeros(K.shape[-2], dtype=bool) if mask is None else mask
    return compose(*(choice[0] for choice in CHOICES))(Q, K, V, everything)


WHOLE_MASKED = (
    Option(
        "none-forbids-all",
        lambda Q, K, V, mask=None: _none_forbids_all(Q, K, V, mask),
        "Where no mask is given, everything is forbidden: np.where takes None for false.",
        "What should your line with the mask do where mask is None?",
        AFTER,
    ),
    *(
        Option(
            "causal-without-mask" + name,
            lambda Q, K, V, mask=None, divisor=divisor: _without_mask(Q, K, V, mask, divisor(Q)),
            "Where no mask is given, a causal one is applied." + also,
            "What does mask=None say: that nothing is forbidden, or that the future is?",
            AFTER,
        )
        for name, divisor, also in (
            ("", lambda Q: np.sqrt(Q.shape[-1]), ""),
            (
                "+divided-by-d_k",
                lambda Q: Q.shape[-1],
                " And the scores are divided by d_k, not by its square root.",
            ),
            ("+no-scale", lambda Q: 1.0, " And the scores are not divided by √d_k."),
        )
    ),
    *(
        Option(
            "no-maximum-masked-exponentials",
            lambda Q, K, V, mask=None, guard=guard: _exponentials_masked(Q, K, V, mask, guard),
            "The exponentials overflow: the largest score is not subtracted first; and the mask only multiplies "
            "the exponentials.",
            "The exponential of 1000 is too large. What may you subtract from every score of a row?",
            OVERFLOW,
        )
        for guard in (True, False)
    ),
    Option(
        "output-without-mask",
        lambda Q, K, V, mask=None: (_right(Q, K, V, None)[0], _right(Q, K, V, mask)[1]),
        "The weights are right, but the output is made with those without the mask.",
        "Which of your variables do the values meet?",
        HALF,
    ),
    Option(
        "output-of-empty-row",
        lambda Q, K, V, mask=None: (
            np.where(_empty(Q, K, mask), np.mean(V, axis=-2, keepdims=True), _right(Q, K, V, mask)[0]),
            _right(Q, K, V, mask)[1],
        ),
        "A query that may attend to nothing gets the average of all values as its output; its weights are right.",
        "Weights of 0 make which output? Are the weights set to 0 before the values are read, or after?",
        EMPTY,
    ),
    Option(
        "output-of-empty-row-unmasked",
        lambda Q, K, V, mask=None: (
            np.where(_empty(Q, K, mask), _right(Q, K, V, None)[0], _right(Q, K, V, mask)[0]),
            _right(Q, K, V, mask)[1],
        ),
        "A query that may attend to nothing reads as if nothing were forbidden; its weights are right.",
        "Weights of 0 make which output? Are the weights set to 0 before the values are read, or after?",
        EMPTY,
    ),
    Option(
        "output-nan",
        lambda Q, K, V, mask=None: (
            np.where(_empty(Q, K, mask), np.nan, _right(Q, K, V, mask)[0]),
            _right(Q, K, V, mask)[1],
        ),
        "The output of a query that may attend to nothing is NaN; its weights are right.",
        "Is NaN replaced before the weights meet the values, or after?",
        EMPTY,
    ),
    Option(
        "weights-nan",
        lambda Q, K, V, mask=None: (
            _right(Q, K, V, mask)[0],
            np.where(_empty(Q, K, mask), np.nan, _right(Q, K, V, mask)[1]),
        ),
        "The weights of a query that may attend to nothing are NaN; its output is right.",
        "Is NaN replaced in the weights, or only in the output?",
        EMPTY,
    ),
    Option(
        "weights-of-empty-row",
        lambda Q, K, V, mask=None: (
            _right(Q, K, V, mask)[0],
            np.where(_empty(Q, K, mask), 1 / K.shape[-2], _right(Q, K, V, mask)[1]),
        ),
        "A query that may attend to nothing gets equal weights for all; its output is right.",
        "Do output and weights tell the same story?",
        EMPTY,
    ),
)


_GLOBAL_MAXIMUM = tuple(
    _tried(
        option.name, lambda S, option=option: option.apply(S, -1), option.sentence, option.hint, option.read
    )
    for option in sharing.GUARDED
    if option.name.startswith("global-maximum") and "epsilon" not in option.name
)
"""Where everything is forbidden, the largest score of all is -inf, and the weights are NaN after all."""

CHOICES = (
    (*PAIRING, *PAIRING_ALONE),
    (*SCALING, *SCALING_ALONE),
    (*MASKING, *MASKING_ALONE),
    (
        *NORMALISING,
        # Of a row with -inf in it, mean, minimum, sum and largest absolute value are all infinite.
        *without(
            NORMALISING_ALONE,
            *("minimum-subtracted", "sum-subtracted", "largest-absolute", "largest-absolute-guarded"),
            *("largest-absolute-epsilon", "largest-absolute-or-alike", "mean-subtracted-nan-replaced"),
        ),
        *_GLOBAL_MAXIMUM,
    ),
    (*READING, *READING_ALONE),
    (*RETURNING, *RETURNING_ALONE),
)
UNMASKED = (
    (*PAIRING, *PAIRING_ALONE),
    (*SCALING, *SCALING_ALONE),
    (*without(NORMALISING, "empty-row-nan", "empty-row-nan-by-division"), *NORMALISING_ALONE),
    (*READING, *READING_ALONE),
    (*without(RETURNING, "weights-before-mask"), *RETURNING_ALONE),
)


def start(Q: Array, K: Array, V: Array, mask: Array | None = None, **sizes: int) -> State:
    """The first state: queries, keys, values, mask, and the sizes by name, with others that the scale may use."""
    named = {"d_k": Q.shape[-1], "n_q": Q.shape[-2], "n_k": K.shape[-2], "d_v": V.shape[-1]}
    named |= {"len(Q)": len(Q), "len(K)": len(K), "Q.shape[1]": Q.shape[1], "K.shape[1]": K.shape[1]}
    named |= {"Q.size": Q.size, "K.size": K.size}
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
