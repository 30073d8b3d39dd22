"""Chapter 1: dot_product_scores, the length at which two keys tie, and a case that exposes a mistake."""

from collections.abc import Callable
from typing import Any

import numpy as np

from attention_lib.check.counterexample import counterexample
from attention_lib.check.criteria import calls_independent, keeps_dtype, right_shape, right_values
from attention_lib.check.problem import Array, Case, Criterion, Option, Problem, different_sizes
from attention_lib.reference.scores import dot_product_scores


def _read(title: str, anchor: str) -> str:
    return f"chapter 1, “{title}” (01-scores.html#{anchor})"


def _case(rng: np.random.Generator, Q: tuple[int, ...], K: tuple[int, ...], size: float = 1.0) -> Case:
    sizes = {"n_q": Q[-2], "n_k": K[-2], "d_k": Q[-1]}
    return Case({"Q": size * rng.normal(size=Q), "K": size * rng.normal(size=K)}, sizes, Q[:-2])


def plain(rng: np.random.Generator) -> list[Case]:
    """Two matrices, all sizes different: fewer queries than keys, then more; moderate, then large scores."""
    few, n, many = sorted(different_sizes(rng, 3))
    small, d_k, large = sorted(different_sizes(rng, 3))
    # A transposed view, too: entries that stand side by side in an array need not do so in memory.
    long = Case({"Q": rng.normal(size=(large, 11)) * 30, "K": (rng.normal(size=(11, small)) * 30).T})
    first, again = (_case(rng, (few, n), (many, n)) for _ in range(2))  # against a memory of results
    return [first, long, _case(rng, (small, d_k), (large, d_k)), again]


def sizes(rng: np.random.Generator) -> list[Case]:
    """Sizes that coincide, sizes of 1, and a query and a key of zeros, as padding makes them."""
    n, m, d = different_sizes(rng, 3)
    zeros = _case(rng, (n, d), (m, d))
    zeros.inputs["Q"][0] = zeros.inputs["K"][-1] = 0
    return [
        _case(rng, (1, d), (n, d)),
        _case(rng, (n, d), (1, d)),
        _case(rng, (n, 1), (m, 1)),
        _case(rng, (1, 1), (1, 1)),
        _case(rng, (n, d), (n, d)),
        _case(rng, (n, d), (d, d)),
        _case(rng, (d, d), (n, d)),
        _case(rng, (d, d), (d, d)),
        zeros,
    ]


def batched(rng: np.random.Generator) -> list[Case]:
    """One, two and three leading axes; a batch of one; and a batch with one query, or one key."""
    a, b, n_q, n_k, d_k = different_sizes(rng, 5)
    batches: list[tuple[int, ...]] = [(b,), (a, b), (2, a, b), (1,), (1, b)]
    cases = [_case(rng, (*batch, n_q, d_k), (*batch, n_k, d_k)) for batch in batches]
    return [*cases, _case(rng, (b, 1, d_k), (b, n_k, d_k)), _case(rng, (b, n_q, d_k), (b, 1, d_k))]


def dtypes(rng: np.random.Generator) -> list[Case]:
    """float32, then float64; matrices, then a batch."""
    b, n_q, n_k, d_k = different_sizes(rng, 4)
    double = [_case(rng, (n_q, d_k), (n_k, d_k)), _case(rng, (b, n_q, d_k), (b, n_k, d_k))]
    single = [
        Case({name: value.astype(np.float32) for name, value in case.inputs.items()}) for case in double
    ]
    return single + double


def probes(rng: np.random.Generator) -> list[Case]:
    """All kinds of sizes: all different, and each coincidence that lets some mistake run."""
    a, b, n, m, d = different_sizes(rng, 5)
    shapes: list[tuple[tuple[int, ...], tuple[int, ...]]] = [
        ((n, d), (m, d)),
        ((m, d), (n, d)),
        ((n, n), (n, n)),
        ((m, m), (m, m)),
        ((n, d), (n, d)),
        ((m, d), (m, d)),
        ((n, d), (d, d)),
        ((d, d), (n, d)),
        ((b, n, d), (b, m, d)),
        ((a, b, n, d), (a, b, m, d)),
        ((n, n, n), (n, n, n)),
        ((m, m, m), (m, m, m)),
        ((b, a, m, d), (b, a, n, d)),
        ((1, d), (1, d)),
        ((1, n), (1, n)),
        ((1, n, d), (1, m, d)),
        ((2, 8), (3, 8)),
        ((3, 9), (2, 9)),
        ((2, 2, 2, 2), (2, 2, 2, 2)),
        ((3, 3, 3, 3), (3, 3, 3, 3)),
    ]
    return [
        *(_case(rng, Q, K) for Q, K in shapes),
        *large(_case(rng, (n, d), (m, d))),
        *large(_case(rng, (m, d), (n, d))),
    ]


def large(case: Case) -> list[Case]:
    """The same with scores up to 600, and down to -600, whose exponentials are just not infinite yet."""
    Q, K = case.inputs["Q"], case.inputs["K"]
    factor = 600 / np.max(np.abs(Q @ _flip(K)))
    return [case.replaced(Q=factor * Q), case.replaced(Q=-factor * Q)]


def napkin(rng: np.random.Generator) -> list[Case]:
    """Small integers, the fewest first."""
    shapes: list[tuple[tuple[int, ...], tuple[int, ...]]] = [
        ((1, 2), (1, 2)),
        ((1, 2), (2, 2)),
        ((2, 2), (2, 2)),
        ((2, 2), (3, 2)),
        ((3, 2), (2, 2)),
        ((2, 3), (2, 3)),
        ((2, 4), (3, 4)),
    ]
    batches: list[tuple[tuple[int, ...], tuple[int, ...]]] = [
        ((2, 1, 2), (2, 2, 2)),
        ((2, 2, 2), (2, 3, 2)),
        ((1, 2, 1, 2), (1, 2, 2, 2)),
    ]

    def whole(shape: tuple[int, ...]) -> Array:
        return rng.integers(1, 6, size=shape).astype(float)

    cases = [Case({"Q": whole(Q), "K": whole(K)}) for Q, K in shapes]
    # A score below zero, then halves, for mistakes that show only there; then batches.
    cases.append(Case({"Q": whole((1, 2)), "K": -whole((2, 2))}))
    cases.append(Case({"Q": whole((1, 2)) + 0.5, "K": whole((2, 2)) + 0.5}))
    return cases + [Case({"Q": whole(Q), "K": whole(K)}) for Q, K in batches]


def _flip(X: Array) -> Array:
    return np.swapaxes(X, -1, -2)


def _squared_lengths(Q: Array, K: Array) -> Array:
    """Their mean, for each pair: the terms of a score, and of (|q + k|² - |q|² - |k|²) / 2, are no larger."""
    mean: Array = (np.sum(Q * Q, axis=-1)[..., :, None] + np.sum(K * K, axis=-1)[..., None, :]) / 2
    return mean


def _unit(X: Array) -> Array:
    length: Array = np.linalg.norm(X, axis=-1, keepdims=True)
    return X / length


def _softmax(S: Array, axis: int) -> Array:
    exps: Array = np.exp(S - S.max(axis=axis, keepdims=True))
    weights: Array = exps / exps.sum(axis=axis, keepdims=True)
    return weights


def _pairs(Q: Array, K: Array) -> Array:
    return Q[..., :, None, :] * K[..., None, :, :]  # (..., n_q, n_k, d_k)


SIDES = _read("The wrong matrix turned", "scores-wrong-side")
ROWS = _read("Row by row instead of all pairs", "scores-row-by-row")
BATCH = _read("Two axes only", "scores-only-two-axes")
MORE = _read("More than a dot product", "scores-more-than-a-dot-product")
ANGLE = _read("What a dot product measures", "scores-length-and-angle")

PAIRING = (
    Option("all-pairs", lambda Q, K: Q @ _flip(K)),
    Option(
        "keys-first",
        lambda Q, K: K @ _flip(Q),
        "The result is K Qᵀ: it has a row for every key, where it should have one for every query.",
        "Row i of the result belongs to query i. Which of the two matrices must come first?",
        SIDES,
    ),
    Option(
        "features",
        lambda Q, K: _flip(Q) @ K,
        "The wrong one is transposed: Qᵀ K sums over the positions, and compares features with features.",
        "A score sums over the d_k features of one query and one key. Which axis has those?",
        SIDES,
    ),
    Option(
        "untransposed",
        lambda Q, K: Q @ K,
        "K is not transposed: Q K multiplies each query with the columns of K, and a key is a row.",
        "Write the shapes of both factors down. Which axis must meet which?",
        SIDES,
    ),
    Option(
        "reshaped",
        lambda Q, K: Q @ K.reshape(*K.shape[:-2], K.shape[-1], K.shape[-2]),
        "K is reshaped to the shape of its transpose, which keeps the order of its numbers: the keys are mixed.",
        "reshape reads the same numbers in the same order into other rows. What swaps rows and columns?",
        SIDES,
    ),
    Option(
        "elementwise",
        lambda Q, K: Q * K,
        "Q and K are multiplied entry by entry: those are products not yet summed, and only of query i with key i.",
        "A score is one number for a pair. What turns d_k products into one number, and where are the other pairs?",
        ROWS,
    ),
    Option(
        "own-key",
        lambda Q, K: np.sum(Q * K, axis=-1),
        "Each query is compared with one key only, the one in its own row.",
        "The result needs an entry for every pair of a query and a key.",
        ROWS,
    ),
    Option(
        "summed-over-queries",
        lambda Q, K: _pairs(Q, K).sum(axis=-3),
        "The products are summed over the queries, where they should be summed over the features.",
        "Of the three axes query, key and feature, which one is gone in the result?",
        ROWS,
    ),
    Option(
        "summed-over-keys",
        lambda Q, K: _pairs(Q, K).sum(axis=-2),
        "The products are summed over the keys, where they should be summed over the features.",
        "Of the three axes query, key and feature, which one is gone in the result?",
        ROWS,
    ),
    Option(
        "last-product",
        lambda Q, K: Q[..., -1:] @ _flip(K[..., -1:]),
        "Only the product of the last features is there: the sum over the features is missing.",
        "Does each product replace what was there before, instead of being added to it?",
        ROWS,
    ),
    Option(
        "one-feature-short",
        lambda Q, K: Q[..., :-1] @ _flip(K[..., :-1]),
        "The last feature is left out of the sum.",
        "range(n) ends with n - 1. Where does your loop over the features end?",
        ROWS,
    ),
    Option(
        "reversed-axes",
        lambda Q, K: Q @ K.T,
        ".T reverses all axes, the batch axes too: it is right for two axes only.",
        "Which two of the axes should change places, and which must stay where they are?",
        BATCH,
    ),
    Option(
        "every-batch-with-every-batch",
        lambda Q, K: np.dot(Q, _flip(K)),
        "Every batch of Q is paired with every batch of K, as np.dot, np.inner and np.tensordot do: it is right for two axes only.",
        "Which product takes the batch axes of its two factors side by side?",
        BATCH,
    ),
    Option(
        "unsummed",
        _pairs,
        "The products of all pairs are there, but they are not yet summed.",
        "Which axis of (..., n_q, n_k, d_k) should be gone in the result?",
        ROWS,
    ),
    Option(
        "queries-with-queries",
        lambda Q, K: Q @ _flip(Q),
        "Queries are compared with queries; the keys are not used.",
        "Look at the names in your product.",
        SIDES,
    ),
    Option(
        "keys-with-keys",
        lambda Q, K: K @ _flip(K),
        "Keys are compared with keys; the queries are not used.",
        "Look at the names in your product.",
        SIDES,
    ),
    Option(
        "squared-distance",
        lambda Q, K: np.sum((Q[..., :, None, :] - K[..., None, :, :]) ** 2, axis=-1),
        "These are squared distances, and not dot products.",
        "A dot product multiplies entries and sums the products.",
        MORE,
    ),
    Option(
        "distance",
        lambda Q, K: np.linalg.norm(Q[..., :, None, :] - K[..., None, :, :], axis=-1),
        "These are distances, and not dot products.",
        "A dot product multiplies entries and sums the products.",
        MORE,
    ),
)


def _rows(Q: Array, K: Array, queries: int, keys: int) -> Array:
    """The scores of so many queries and keys, and 0 for the rest."""
    S = Q @ _flip(K)
    S[..., queries:, :] = 0
    S[..., :, keys:] = 0
    return S


def _without(S: Array, *index: int | slice) -> Array:
    S[(..., *index)] = 0
    return S


def _centred(X: Array, axis: int = -1) -> Array:
    average: Array = np.mean(X, axis=axis, keepdims=True)
    return X - average


def _carried_on(Q: Array, K: Array) -> Array:
    """One sum that is never set back, through all pairs."""
    S: Array = Q @ _flip(K)
    return np.cumsum(S.reshape(*S.shape[:-2], -1), axis=-1).reshape(S.shape)


def _of_the_last(Q: Array, K: Array, axes: int) -> Array:
    """The last example's along some of the batch axes, for all."""
    S: Array = Q @ _flip(K)
    return np.broadcast_to(S[(slice(-1, None),) * min(axes, S.ndim - 2)], S.shape)


def _diagonal_of_batch(Q: Array, K: Array) -> Array:
    """One loop counter for two batch axes."""
    S = Q @ _flip(K)
    if S.ndim != 4:
        return S
    a, b = S.shape[:2]
    return np.where(np.eye(a, b, dtype=bool)[..., None, None], S, 0)


COUNT = "Which size does the loop over this axis count up to, and which axis does that size belong to?"
EXAMPLES = "Which axes of the two go side by side, and which is summed over?"
WHOSE = "Which index stands at the batch axis?"
START = "Where does your loop begin, and where does it end? range(n) ends with n - 1."
PRODUCTS = "A dot product multiplies entries and sums the products."

PAIRING_ALONE = tuple(
    Option(name, pairing, sentence, hint, read, alone=True)
    for name, pairing, sentence, hint, read in (
        (
            "first-feature-missing",
            lambda Q, K: Q[..., 1:] @ _flip(K[..., 1:]),
            "The first feature is left out of the sum.",
            START,
            ROWS,
        ),
        (
            "first-product",
            lambda Q, K: Q[..., :1] @ _flip(K[..., :1]),
            "Only the product of the first features is there: the sum over the features is missing.",
            "Does your loop return before it has come to its end?",
            ROWS,
        ),
        (
            "first-feature-twice",
            lambda Q, K: Q @ _flip(K) + Q[..., :1] @ _flip(K[..., :1]),
            "The product of the first features is counted twice.",
            "With which number does the sum begin, and with which index the loop?",
            ROWS,
        ),
        *(
            (
                f"{what}-missing",
                lambda Q, K, index=index: _without(Q @ _flip(K), *index),
                f"The scores of the {said} are all 0.",
                START,
                ROWS,
            )
            for what, said, index in (
                ("last-query", "last query", (-1, slice(None))),
                ("first-query", "first query", (0, slice(None))),
                ("last-key", "last key", (-1,)),
                ("first-key", "first key", (0,)),
            )
        ),
        (
            "last-query-and-key-missing",
            lambda Q, K: _rows(Q, K, Q.shape[-2] - 1, K.shape[-2] - 1),
            "The scores of the last query, and those of the last key, are all 0.",
            START,
            ROWS,
        ),
        (
            "one-row-and-column-short",
            lambda Q, K: Q[..., :-1, :] @ _flip(K[..., :-1, :]),
            "A row and a column are missing: the last query and the last key are left out.",
            START,
            ROWS,
        ),
        (
            "as-many-keys-as-queries",
            lambda Q, K: _rows(Q, K, Q.shape[-2], Q.shape[-2]),
            "Only as many keys are scored as there are queries.",
            COUNT,
            ROWS,
        ),
        (
            "as-many-queries-as-keys",
            lambda Q, K: _rows(Q, K, K.shape[-2], K.shape[-2]),
            "Only as many queries are scored as there are keys.",
            COUNT,
            ROWS,
        ),
        (
            "square",
            lambda Q, K: _rows(Q, K, *(2 * [min(Q.shape[-2], K.shape[-2])])),
            "Only a square of scores is filled in, as many queries as keys.",
            COUNT,
            ROWS,
        ),
        (
            "as-many-features-as-queries",
            lambda Q, K: Q[..., : Q.shape[-2]] @ _flip(K[..., : Q.shape[-2]]),
            "The sum goes over as many features as there are queries.",
            COUNT,
            ROWS,
        ),
        (
            "as-many-features-as-keys",
            lambda Q, K: Q[..., : K.shape[-2]] @ _flip(K[..., : K.shape[-2]]),
            "The sum goes over as many features as there are keys.",
            COUNT,
            ROWS,
        ),
        (
            "not-after-the-query",
            lambda Q, K: np.tril(Q @ _flip(K)),
            "The scores of keys behind the query's own place are 0.",
            "Is any pair left out here?",
            ROWS,
        ),
        (
            "not-after-the-query-if-square",
            lambda Q, K: (np.tril if Q.shape[-2] == K.shape[-2] else np.asarray)(Q @ _flip(K)),
            "Where there are as many queries as keys, the scores of keys behind the query's own place are 0.",
            "Does anything change where the two numbers happen to be the same?",
            ROWS,
        ),
        (
            "not-before-the-query",
            lambda Q, K: np.triu(Q @ _flip(K)),
            "The scores of keys before the query's own place are 0.",
            "Is any pair left out here?",
            ROWS,
        ),
        (
            "causal",
            lambda Q, K: np.where(np.tri(Q.shape[-2], K.shape[-2], dtype=bool), Q @ _flip(K), -np.inf),
            "A causal mask is applied: the scores of keys behind the query's own place are -inf.",
            "Is anything forbidden here?",
            MORE,
        ),
        (
            "only-the-diagonal",
            lambda Q, K: (Q @ _flip(K)) * np.eye(Q.shape[-2], K.shape[-2]),
            "Only the scores of query i with key i are there; the others are 0.",
            "The result needs an entry for every pair of a query and a key.",
            ROWS,
        ),
        (
            "sum-carried-along-the-row",
            lambda Q, K: np.cumsum(Q @ _flip(K), axis=-1),
            "Each score holds those of the keys before it as well: the sum is not set back to 0.",
            "Where does your sum start again from 0?",
            ROWS,
        ),
        (
            "sum-carried-along-the-column",
            lambda Q, K: np.cumsum(Q @ _flip(K), axis=-2),
            "Each score holds those of the queries before it as well: the sum is not set back to 0.",
            "Where does your sum start again from 0?",
            ROWS,
        ),
        (
            "sum-carried-on",
            _carried_on,
            "Each score holds all those before it as well: the sum is never set back to 0.",
            "Where does your sum start again from 0?",
            ROWS,
        ),
        (
            "keys-in-reverse",
            lambda Q, K: Q @ _flip(K[..., ::-1, :]),
            "The keys stand in reverse order.",
            "Column j of the result belongs to key j.",
            SIDES,
        ),
        (
            "queries-in-reverse",
            lambda Q, K: Q[..., ::-1, :] @ _flip(K),
            "The queries stand in reverse order.",
            "Row i of the result belongs to query i.",
            SIDES,
        ),
        (
            "features-in-reverse",
            lambda Q, K: Q @ _flip(K[..., ::-1]),
            "The features of one of the two are read in reverse order: the first meets the last.",
            "Which feature of a key belongs to the first feature of a query?",
            SIDES,
        ),
        (
            "sums-of-sums",
            lambda Q, K: Q.sum(axis=-1)[..., :, None] * K.sum(axis=-1)[..., None, :],
            "The features are summed first and then multiplied: every feature of a query meets every one of a key.",
            PRODUCTS + " In einsum, do both carry the same letter for the features?",
            MORE,
        ),
        (
            "added",
            lambda Q, K: Q.sum(axis=-1)[..., :, None] + K.sum(axis=-1)[..., None, :],
            "Entries of query and key are added, where they should be multiplied.",
            PRODUCTS,
            MORE,
        ),
        (
            "subtracted",
            lambda Q, K: Q.sum(axis=-1)[..., :, None] - K.sum(axis=-1)[..., None, :],
            "The entries of query and key are subtracted, where they should be multiplied.",
            PRODUCTS,
            MORE,
        ),
        (
            "absolute-differences",
            lambda Q, K: np.sum(np.abs(Q[..., :, None, :] - K[..., None, :, :]), axis=-1),
            "These are sums of absolute differences, and not dot products.",
            PRODUCTS,
            MORE,
        ),
        (
            "negative-absolute-differences",
            lambda Q, K: -np.sum(np.abs(Q[..., :, None, :] - K[..., None, :, :]), axis=-1),
            "These are sums of absolute differences with a minus, and not dot products.",
            PRODUCTS,
            MORE,
        ),
        (
            "absolute-products",
            lambda Q, K: np.abs(Q) @ _flip(np.abs(K)),
            "The signs of the entries are lost before they are multiplied.",
            "A negative score says that query and key point away from each other.",
            MORE,
        ),
        (
            "product-of-products",
            lambda Q, K: np.prod(_pairs(Q, K), axis=-1),
            "The products are multiplied with each other, where they should be summed.",
            PRODUCTS,
            MORE,
        ),
        (
            "largest-product",
            lambda Q, K: np.max(_pairs(Q, K), axis=-1),
            "It is the largest of the products, and not their sum.",
            PRODUCTS,
            MORE,
        ),
        (
            "squares",
            lambda Q, K: Q**2 @ _flip(K**2),
            "The entries are squared before they are multiplied.",
            PRODUCTS,
            MORE,
        ),
        (
            "length-of-the-products",
            lambda Q, K: np.linalg.norm(_pairs(Q, K), axis=-1),
            "It is the length of the vector of products, and not their sum.",
            PRODUCTS,
            MORE,
        ),
        (
            "keys-centred",
            lambda Q, K: Q @ _flip(_centred(K, -2)),
            "The average key is subtracted from the keys first.",
            "Is anything to be done to the keys before they are multiplied?",
            MORE,
        ),
        (
            "features-centred",
            lambda Q, K: _centred(Q) @ _flip(_centred(K)),
            "From each query and each key its own average is subtracted first, as in a covariance.",
            "Is anything to be done to queries and keys before they are multiplied?",
            MORE,
        ),
        (
            "correlation",
            lambda Q, K: _unit(_centred(Q)) @ _flip(_unit(_centred(K))),
            "These are correlations: averages are subtracted, and lengths divided by.",
            "A dot product lets the lengths count.",
            MORE,
        ),
        (
            "lengths-of-the-matrices",
            lambda Q, K: Q @ _flip(K) / (np.linalg.norm(Q) * np.linalg.norm(K)),
            "The scores are divided by the lengths of the whole of Q and of K.",
            "A dot product lets the lengths count. And what does np.linalg.norm go over, without an axis?",
            MORE,
        ),
        (
            "first-two-axes-swapped",
            lambda Q, K: Q @ np.swapaxes(K, 0, 1),
            "The first two axes of K are swapped, which are the last two for matrices only.",
            "Which two of the axes should change places, and which must stay where they are?",
            BATCH,
        ),
        (
            "axes-1-and-2-swapped",
            lambda Q, K: Q @ (np.swapaxes(K, 1, 2) if K.ndim > 2 else K.T),
            "Axes 1 and 2 of K are swapped, which are the last two for one batch axis only.",
            "Counted from the end, which two axes should change places?",
            BATCH,
        ),
        (
            "features-moved-to-the-front",
            lambda Q, K: Q @ np.moveaxis(K, -1, 0),
            "The last axis of K is moved to the front, which transposes matrices only.",
            "Which two of the axes should change places, and which must stay where they are?",
            BATCH,
        ),
        (
            "batch-summed",
            lambda Q, K: np.sum(Q @ _flip(K), axis=tuple(range(Q.ndim - 2))),
            "The scores of all examples of the batch are added up.",
            EXAMPLES,
            BATCH,
        ),
        (
            "first-batch-axis-summed",
            lambda Q, K: np.sum(Q @ _flip(K), axis=0) if Q.ndim > 2 else Q @ _flip(K),
            "The scores of all examples of the batch are added up.",
            EXAMPLES,
            BATCH,
        ),
        (
            "batch-averaged",
            lambda Q, K: np.mean(Q @ _flip(K), axis=tuple(range(Q.ndim - 2))),
            "The scores of all examples of the batch are averaged.",
            EXAMPLES,
            BATCH,
        ),
        (
            "last-keys-for-all",
            lambda Q, K: Q @ _flip(K[-1:] if K.ndim > 2 else K),
            "For the whole batch, it is the keys of its last example that count.",
            WHOSE,
            BATCH,
        ),
        (
            "last-queries-for-all",
            lambda Q, K: (Q[-1:] if Q.ndim > 2 else Q) @ _flip(K),
            "For the whole batch, it is the queries of its last example that count.",
            WHOSE,
            BATCH,
        ),
        (
            "last-example-for-all",
            lambda Q, K: _of_the_last(Q, K, 1),
            "Every example of the batch gets the scores of the last one.",
            "Is it one and the same array that your loop writes into?",
            BATCH,
        ),
        (
            "last-of-all-examples-for-all",
            lambda Q, K: _of_the_last(Q, K, Q.ndim - 2),
            "Every example of the batch gets the scores of the very last one, along all batch axes.",
            "Is it one and the same array that your loop writes into?",
            BATCH,
        ),
        (
            "last-example-only",
            lambda Q, K: (Q @ _flip(K))[-1] if Q.ndim > 2 else Q @ _flip(K),
            "Only the scores of the last example of the batch are returned.",
            "Does your loop collect the results, or overwrite them?",
            BATCH,
        ),
        (
            "first-example-only",
            lambda Q, K: (Q @ _flip(K))[0] if Q.ndim > 2 else Q @ _flip(K),
            "Only the scores of the first example of the batch are returned.",
            "What is returned, and when: inside your loop, or after it?",
            BATCH,
        ),
        (
            "batch-flattened",
            lambda Q, K: Q.reshape(-1, Q.shape[-1]) @ K.reshape(-1, K.shape[-1]).T,
            "The batch is taken for one long text: queries of all examples meet keys of all examples.",
            "Which product takes the batch axes of its two factors side by side?",
            BATCH,
        ),
        (
            "batch-flattened-and-not-unfolded",
            lambda Q, K: (Q @ _flip(K)).reshape(-1, Q.shape[-2], K.shape[-2]),
            "The batch axes are made one, and not unfolded again.",
            "Which shape has the result, if there are two batch axes?",
            BATCH,
        ),
        (
            "diagonal-of-two-batch-axes",
            _diagonal_of_batch,
            "Of two batch axes only the diagonal is filled in, example (i, i): one counter serves both.",
            "How many loops do two batch axes need, or how many batch axes does @ see by itself?",
            BATCH,
        ),
        (
            "axes-of-length-1-dropped",
            lambda Q, K: np.squeeze(Q @ _flip(K)),
            "Axes of length 1 are dropped.",
            "Which shape has the result for one query?",
            BATCH,
        ),
        (
            "untransposed-if-it-fits",
            lambda Q, K: Q @ K if Q.shape[-1] == K.shape[-2] else Q @ _flip(K),
            "K is transposed only where it must be: if there are as many keys as features, it is not.",
            "Which axis must meet which, whatever their sizes are?",
            SIDES,
        ),
    )
)


SCALE = (
    Option("unscaled", lambda Q, K: (Q, K)),
    Option(
        "divided-by-root-d_k",
        lambda Q, K: (Q / np.sqrt(Q.shape[-1]), K),
        "The scores are already divided by √d_k.",
        "Chapter 3 will add a scale, and say why. Here the scores are the plain dot products.",
        MORE,
    ),
    Option(
        "divided-by-d_k",
        lambda Q, K: (Q / Q.shape[-1], K),
        "The scores are divided by d_k: a mean of the products, and not their sum.",
        "A dot product is a sum.",
        MORE,
    ),
    Option(
        "multiplied-by-root-d_k",
        lambda Q, K: (Q * np.sqrt(Q.shape[-1]), K),
        "The scores are multiplied by √d_k.",
        "Here the scores are the plain dot products, with no scale.",
        MORE,
    ),
    Option(
        "divided-by-root-n_k",
        lambda Q, K: (Q / np.sqrt(K.shape[-2]), K),
        "The scores are divided by the square root of the number of keys.",
        "Here the scores are the plain dot products, with no scale.",
        MORE,
    ),
    Option(
        "cosine",
        lambda Q, K: (_unit(Q), _unit(K)),
        "The scores are cosines: queries and keys are divided by their lengths.",
        "A dot product lets the lengths count.",
        MORE,
    ),
    Option(
        "unit-queries",
        lambda Q, K: (_unit(Q), K),
        "The queries are divided by their lengths.",
        "A dot product lets both lengths count.",
        MORE,
    ),
    Option(
        "unit-keys",
        lambda Q, K: (Q, _unit(K)),
        "The keys are divided by their lengths.",
        "A dot product lets both lengths count.",
        MORE,
    ),
)

AFTER = (
    Option("scores", lambda S: S),
    Option(
        "softmax-over-keys",
        lambda S: _softmax(S, -1),
        "The scores went through a softmax already: these are weights.",
        "Softmax is the next chapter. A score can be negative, and larger than 1.",
        MORE,
    ),
    Option(
        "softmax-over-queries",
        lambda S: _softmax(S, -2),
        "The scores went through a softmax already, and over the queries at that.",
        "Softmax is the next chapter. A score can be negative, and larger than 1.",
        MORE,
    ),
    Option(
        "negated",
        np.negative,
        "All signs are turned around.",
        "A score is high where query and key agree.",
        MORE,
    ),
    Option(
        "cut-at-zero",
        lambda S: np.maximum(S, 0),
        "Scores below zero are replaced by zero.",
        "A negative score says that query and key point away from each other.",
        MORE,
    ),
    Option(
        "absolute",
        np.abs,
        "The signs are lost: every score is made positive.",
        "A negative score says that query and key point away from each other.",
        MORE,
    ),
)


AFTER_ALONE = tuple(
    Option(name, after, sentence, hint, MORE, alone=True)
    for name, after, sentence, hint in (
        ("squared", lambda S: S**2, "The scores are squared.", "A negative score says something too."),
        (
            "exponential",
            lambda S: np.exp(S),
            "These are the exponentials of the scores.",
            "Softmax is the next chapter.",
        ),
        (
            "sigmoid",
            lambda S: 1 / (1 + np.exp(-S)),
            "The scores went through a sigmoid.",
            "A score can be negative, and larger than 1.",
        ),
        ("tanh", lambda S: np.tanh(S), "The scores went through tanh.", "A score can be larger than 1."),
        (
            "whole-numbers-cut",
            lambda S: np.trunc(S),
            "The decimals of the scores are cut off.",
            "Which dtype has the array that you write the scores into?",
        ),
        (
            "whole-numbers-down",
            lambda S: np.floor(S),
            "The scores are rounded down to whole numbers.",
            "Is there a // in your code?",
        ),
        *(
            (
                f"rounded-to-{digits}",
                lambda S, digits=digits: np.round(S, digits),
                f"The scores are rounded to {digits} decimals.",
                "Is anything to be rounded here?",
            )
            for digits in (0, 1, 2, 3)
        ),
        *(
            (
                f"clipped-at-{most:g}",
                lambda S, least=least, most=most: np.clip(S, least, most),
                f"Scores above {most:g} are cut off there"
                + (f", and those below -{most:g} too." if np.isfinite(least) else "."),
                "May a score be as large as it likes? What is done about large ones comes in chapter 2.",
            )
            for most in (1.0, 5.0, 10.0, 20.0, 30.0, 50.0, 80.0, 88.0, 100.0, 200.0, 500.0)
            for least in (-most, -np.inf)
        ),
        (
            "cut-between-0-and-1",
            lambda S: np.clip(S, 0, 1),
            "Scores are cut off at 0 and at 1.",
            "A score can be negative, and larger than 1.",
        ),
        (
            "maximum-subtracted",
            lambda S: S - np.max(S, axis=-1, keepdims=True),
            "The largest score of each row is subtracted from it, as a softmax does inside.",
            "Softmax is the next chapter.",
        ),
        (
            "largest-of-all-subtracted",
            lambda S: S - np.max(S),
            "The largest score of all is subtracted.",
            "Was anything to be subtracted here?",
        ),
        (
            "standardised",
            lambda S: (S - np.mean(S, axis=-1, keepdims=True)) / np.std(S, axis=-1, keepdims=True),
            "Each row is standardised: its average is subtracted, and it is divided by its standard deviation.",
            "Is there anything to be done after the dot product?",
        ),
        (
            "standardised-as-a-whole",
            lambda S: (S - np.mean(S)) / np.std(S),
            "All scores are standardised together: their average is subtracted, and their spread divided by.",
            "Is there anything to be done after the dot product?",
        ),
        (
            "divided-by-the-sum",
            lambda S: S / np.sum(S, axis=-1, keepdims=True),
            "Each row is divided by its sum.",
            "Shares come in chapter 2, and they are made in another way.",
        ),
        (
            "divided-by-the-largest",
            lambda S: S / np.max(np.abs(S)),
            "The scores are divided by the largest absolute one.",
            "Is there anything to be done after the dot product?",
        ),
        (
            "divided-by-the-largest-of-the-row",
            lambda S: S / np.max(S, axis=-1, keepdims=True),
            "Each row is divided by its largest score.",
            "Is there anything to be done after the dot product?",
        ),
        (
            "unit-rows",
            lambda S: S / np.linalg.norm(S, axis=-1, keepdims=True),
            "Each row of scores is divided by its length as a vector.",
            "Is there anything to be done after the dot product?",
        ),
        (
            "squeezed-between-0-and-1",
            lambda S: (S - np.min(S)) / (np.max(S) - np.min(S)),
            "The scores are squeezed between 0 and 1.",
            "A score can be negative, and larger than 1.",
        ),
        ("one-added", lambda S: S + 1, "To each score 1 is added.", "With which number does your sum begin?"),
        (
            "one-subtracted",
            lambda S: S - 1,
            "From each score 1 is subtracted.",
            "With which number does your sum begin?",
        ),
        (
            "sorted",
            lambda S: np.sort(S, axis=-1),
            "Each row is sorted: its scores no longer stand where their keys do.",
            "Column j of the result belongs to key j.",
        ),
        (
            "only-the-largest",
            lambda S: np.max(S, axis=-1),
            "Only the largest score of each query is returned.",
            "The result needs an entry for every pair of a query and a key.",
        ),
        (
            "place-of-the-largest",
            lambda S: np.argmax(S, axis=-1),
            "It is the place of the best key that is returned, and no score.",
            "The result needs an entry for every pair of a query and a key.",
        ),
        (
            "summed-over-keys-after",
            lambda S: np.sum(S, axis=-1),
            "The scores of each query are summed up.",
            "The result needs an entry for every pair of a query and a key.",
        ),
        (
            "symmetrical",
            lambda S: (S + _flip(S)) / 2,
            "Score (i, j) is averaged with score (j, i).",
            "Is query i's score for key j the same as query j's for key i?",
        ),
        (
            "logarithm-of-softmax",
            lambda S: np.log(_softmax(S, -1)),
            "These are logarithms of softmax weights.",
            "Softmax is the next chapter.",
        ),
    )
)


def _compose(pairing: Option, scale: Option, after: Option) -> Callable[[Array, Array], Array]:
    return lambda Q, K: after.apply(pairing.apply(*scale.apply(Q, K)))


SCORES = Problem(
    name="dot_product_scores",
    arguments=("Q", "K"),
    reference=dot_product_scores,
    read=_read("What goes wrong", "what-goes-wrong"),
    criteria=(
        Criterion("shape", 1, "one score for every query and every key: (n_q, n_k)", right_shape(plain)),
        Criterion("values", 4, "entry (i, j) is query i · key j", right_values(plain), needs=("shape",)),
        Criterion(
            "sizes",
            1,
            "also where sizes coincide or are 1, and for rows of zeros",
            right_values(sizes),
            ("values",),
        ),
        Criterion(
            "batch", 2, "leading batch axes are kept: (..., n_q, n_k)", right_values(batched), ("values",)
        ),
        Criterion(
            "calls",
            1,
            "Q and K are left as they were, and no call affects another",
            calls_independent(plain, sizes, batched, dtypes),
            ("values",),
        ),
        Criterion(
            "dtype", 1, "float32 gives float32, float64 gives float64", keeps_dtype(dtypes), ("values",)
        ),
    ),
    choices=((*PAIRING, *PAIRING_ALONE), SCALE, (*AFTER, *AFTER_ALONE)),
    compose=_compose,
    probes=probes,
    napkin=napkin,
    magnitude=_squared_lengths,
    advice="Take the case below, and go through your code with it line by line, with a pencil.",
)


def angles(rng: np.random.Generator) -> list[Case]:
    """Both ends, and many between them: a grid too coarse or too short is found out on every seed."""
    return [Case({"angle": float(angle)}) for angle in (0.05, 1.4, *rng.uniform(0.2, 1.4, size=22))]


def _tie(name: str, length: Callable[[float], Any], sentence: str = "", hint: str = "") -> Option:
    return Option(name, length, sentence, hint, ANGLE)


TIE = Problem(
    name="tie_length",
    arguments=("angle",),
    reference=lambda angle: 1 / np.cos(angle),
    read=ANGLE,
    criteria=(Criterion("tie", 2, "at this length both keys score the same (to 1 %)", right_values(angles)),),
    choices=(
        (
            _tie("tie", lambda angle: 1 / np.cos(angle)),
            _tie(
                "inverse",
                np.cos,
                "The key gets shorter the more it is turned away, and it should get longer.",
                "Turned away, a key reaches less far in the query's direction. What makes up for that?",
            ),
            _tie(
                "degrees",
                lambda angle: 1 / np.cos(np.deg2rad(angle)),
                "The angle is taken for degrees; it is in radians.",
                "np.cos takes radians as they are.",
            ),
            _tie(
                "sine",
                lambda angle: 1 / np.sin(angle),
                "The key is turned from the wrong axis: sine and cosine are swapped.",
                "At angle 0 both keys point the same way. Which lengths tie then?",
            ),
            _tie(
                "one",
                lambda angle: 1.0,
                "It is 1 for every angle.",
                "Turn the second key by the angle before you score it.",
            ),
        ),
    ),
    compose=lambda option: option.apply,
    probes=angles,
    accuracy=0.01,
    one_number=True,
    in_bank=False,
    advice="If you try a row of lengths: does it reach 6, and are its steps less than 1 % of a length?",
)

COUNTEREXAMPLE = counterexample(
    "scores_counterexample",
    SCORES,
    shown="reshaped",
    bank=("keys-first", "reversed-axes", "divided-by-root-d_k", "cosine", "elementwise", "absolute"),
)

PROBLEMS = (SCORES, TIE, COUNTEREXAMPLE)
