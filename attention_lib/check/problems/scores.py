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
    ]
    return [_case(rng, Q, K) for Q, K in shapes]


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
    choices=(PAIRING, SCALE, AFTER),
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
