"""Chapter 8, multi-head attention: the whole layer; the rank of what one head writes, guessed and measured."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from attention_lib.check import attending
from attention_lib.check.attending import flip, only, without
from attention_lib.check.cases import Shapes, masks
from attention_lib.check.counterexample import counterexample
from attention_lib.check.criteria import (
    all_of,
    calls_independent,
    keeps_dtype,
    right_shape,
    right_values,
    zero_where_forbidden,
)
from attention_lib.check.guess import guess
from attention_lib.check.problem import Array, Case, Criterion, Option, Problem, State, Steps
from attention_lib.reference.heads import combine_heads, split_heads
from attention_lib.reference.masks import attention
from attention_lib.reference.multi_head import for_heads, multi_head_attention


def _read(title: str, anchor: str) -> str:
    return f"chapter 8, “{title}” (08-multi-head.html#{anchor})"


WHAT = _read("What goes wrong", "what-goes-wrong")
OUT = _read("W_o forgotten", "multi-head-no-output-map")
ROOT = _read("The root of the wrong size", "multi-head-wrong-scale")
MASK = _read("A mask that meets the wrong axis", "multi-head-mask")
SUM = _read("A sum of what the heads write", "multi-head-sum")
ONE = _read("One head doing all the work", "multi-head-one-head")
SIDE = "chapter 6, “W on the wrong side” (06-projections.html#projections-transposed-weights)"
SHARED = "chapter 6, “One map for two jobs” (06-projections.html#projections-shared)"
RESHAPE = "chapter 7, “Reshape alone” (07-heads.html#heads-reshape-alone)"
CARDS = "chapter 7, “Features dealt out like cards” (07-heads.html#heads-interleaved)"
MERGED = "chapter 7, “Merged without turning back” (07-heads.html#heads-merged-wrong)"


def _d_model(sizes: Mapping[str, int]) -> int:
    return sizes["h"] * sizes["d_k"]


SHAPES = Shapes(
    X_q="... n_q d_model",
    X_kv="... n_k d_model",
    W_q="d_model d_model",
    W_k="d_model d_model",
    W_v="d_model d_model",
    W_o="d_model d_model",
    num_heads="= h",
    derived={"d_model": _d_model},
    extra=("h", "d_k"),
)


def _case(
    rng: np.random.Generator, sizes: Mapping[str, int], batch: tuple[int, ...] = (), **others: Any
) -> Case:
    """One case, whose scores are neither all alike nor all extreme."""
    drawn = SHAPES.case(rng, sizes, batch, **others)
    root = np.sqrt(_d_model(sizes))
    return drawn.replaced(
        **{name: value / root for name, value in drawn.inputs.items() if name in ("W_q", "W_k", "W_v", "W_o")}
    )


def _sizes(rng: np.random.Generator, **fixed: int) -> dict[str, int]:
    """Different sizes; h and d_k at most 4, so that d_model stays small."""
    h, d_k = (int(size) for size in rng.permutation([2, 3, 4])[:2])
    n_q, n_k = (int(size) for size in rng.permutation([5, 6, 7])[:2])
    return {"n_q": n_q, "n_k": n_k, "h": h, "d_k": d_k} | fixed


def plain(rng: np.random.Generator) -> list[Case]:
    """Two sequences of different lengths, no mask; the last two cases have the same sizes."""
    sizes = [_sizes(rng), _sizes(rng), _sizes(rng)]
    return [_case(rng, chosen) for chosen in (*sizes, sizes[-1])]


def edges(rng: np.random.Generator) -> list[Case]:
    """Two sequences of one length, then self-attention; one head, one feature a head, one position, sizes that coincide."""
    same = _case(rng, _sizes(rng, n_k=5, n_q=5))
    self_attention = same.replaced(X_kv=same.inputs["X_q"].copy())
    ones = [_case(rng, _sizes(rng, **{name: 1})) for name in ("h", "d_k", "n_q", "n_k")]
    alike = [
        _sizes(rng, h=3, n_q=3),
        _sizes(rng, h=3, n_k=3),
        _sizes(rng, h=3, d_k=3),
        _sizes(rng, d_k=4, n_k=4),
    ]
    return [same, self_attention, *ones, *(_case(rng, sizes) for sizes in alike)]


def masked(rng: np.random.Generator) -> list[Case]:
    """Masks for all heads and masks of each head's own, without batch axes; one with empty rows."""
    sizes = _sizes(rng)
    n_q, n_k, h = sizes["n_q"], sizes["n_k"], sizes["h"]
    kinds = [
        masks(rng, n_q, n_k)["causal"],
        masks(rng, n_q, n_k)["pairs"],
        masks(rng, n_q, n_k, (h,))["each"],
    ]
    kinds.append(masks(rng, n_q, n_k)["pairs"] & (np.arange(n_q) < n_q - 1)[:, None])
    return [_case(rng, sizes, mask=mask) for mask in kinds]


def batched(rng: np.random.Generator) -> list[Case]:
    """Batch axes, with and without masks; as many batches as heads; masks with an axis of heads."""
    cases = [_case(rng, _sizes(rng), batch) for batch in ((5,), (2, 3), (1,))]
    for b in (5, 3):
        sizes = _sizes(rng, h=3)
        n_q, n_k = sizes["n_q"], sizes["n_k"]
        kinds = masks(rng, n_q, n_k, (b,))
        heads = masks(rng, n_q, n_k, (b, 3))["each"]
        for mask in (kinds["pairs"], kinds["padding"], kinds["each"], heads, heads[:, :1]):
            cases.append(_case(rng, sizes, (b,), mask=mask))
    return cases


def large(rng: np.random.Generator) -> list[Case]:
    """Scores of thousands, with a mask and without."""
    sizes = _sizes(rng)
    mask = masks(rng, sizes["n_q"], sizes["n_k"])["pairs"]
    cases = [_case(rng, sizes), _case(rng, sizes, mask=mask)]
    return [case.replaced(X_q=case.inputs["X_q"] * 50, X_kv=case.inputs["X_kv"] * 50) for case in cases]


def dtypes(rng: np.random.Generator) -> list[Case]:
    """float32, then float64."""
    sizes = _sizes(rng)
    mask = masks(rng, sizes["n_q"], sizes["n_k"])["pairs"]
    double = [_case(rng, _sizes(rng)), _case(rng, sizes, mask=mask), _case(rng, _sizes(rng), (3,))]
    return [case.astype(np.float32) for case in double] + double


def probes(rng: np.random.Generator) -> list[Case]:
    """Everything that tells mistakes apart, the small and plain cases first."""
    cases = [_case(rng, _sizes(rng)) for _ in range(3)]
    for n in (4, 5):
        square = _sizes(rng, n_q=n, n_k=n)
        cases.append(_case(rng, square))
        cases += [_case(rng, square, mask=masks(rng, n, n)[kind]) for kind in ("causal", "pairs")]
        cases.append(_case(rng, square, (3,), mask=masks(rng, n, n, (3,))["each"]))
    cases += [*edges(rng), *edges(rng), *masked(rng), *masked(rng), *batched(rng)]
    return [*cases, *large(rng), *large(rng)]


def napkin(rng: np.random.Generator) -> list[Case]:
    """Whole numbers, few first."""
    steps = [
        {"n_q": n_q, "n_k": n_k, "h": h, "d_k": d}
        for n_q, n_k in ((1, 1), (1, 2), (2, 2))
        for h, d in ((1, 1), (2, 1), (2, 2))
    ]
    cases = [SHAPES.case(rng, sizes, whole=True) for sizes in steps]
    last = steps[4]
    return [
        *cases,
        SHAPES.case(rng, last, whole=True, mask=np.array([[True, False]])),
        SHAPES.case(rng, last, (2,), whole=True),
    ]


def _own(W: Array, h: int) -> Array:
    """What is left of a map where each head takes from its own features only: blocks on the diagonal."""
    return np.where(np.kron(np.eye(h), np.ones((len(W) // h, len(W) // h))) == 1, W, 0)


_alone = partial(Option, alone=True)
"""A mistake that is not tried together with others: these are many."""


def _split_by_reshape(X: Array, h: int) -> Array:
    """What `split_heads` makes a mere reshape of."""
    poured: Array = combine_heads(X.reshape(*X.shape[:-2], h, X.shape[-2], X.shape[-1] // h))
    return poured


def _dealt_out(X: Array, h: int) -> Array:
    """What `split_heads` makes heads of, to which the features are dealt out in turn."""
    dealt: Array = flip(X.reshape(*X.shape[:-1], X.shape[-1] // h, h))  # (..., n, h, d_k)
    return dealt.reshape(X.shape)


def _stopping(projecting: Callable[..., Any]) -> Callable[..., Any]:
    """In code that gives the output the shape of X_q, queries from the other sequence fit only where the two are as long."""

    def project(X: Array, Y: Array, *others: Any) -> Any:
        if X.shape != Y.shape:
            raise ValueError("the output can't have the shape of X_q")
        return projecting(X, Y, *others)

    return project


def _first_block(X: Array, h: int) -> Array:
    """The features of the first head, for every head."""
    return np.concatenate([X[..., : X.shape[-1] // h]] * h, axis=-1)


# Each takes both sequences, the three maps and the number of heads, and gives queries, keys and values of all heads.
PROJECTING = (
    Option("three-maps", lambda X, Y, W_q, W_k, W_v, h: (X @ W_q, Y @ W_k, Y @ W_v)),
    Option(
        "transposed-maps",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q.T, Y @ W_k.T, Y @ W_v.T),
        "The maps to queries, keys and values are transposed: X Wᵀ, where X W is meant.",
        "A row of X meets a column of W. PyTorch's nn.Linear keeps its weight the other way round; is that where it comes from?",
        SIDE,
    ),
    Option(
        "values-through-W_k",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q, Y @ W_k, Y @ W_k),
        "The values are made with W_k, and not with W_v.",
        "Look at the three projections side by side.",
        SHARED,
    ),
    Option(
        "keys-through-W_q",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q, Y @ W_q, Y @ W_v),
        "The keys are made with W_q, and not with W_k.",
        "Look at the three projections side by side.",
        SHARED,
    ),
    Option(
        "one-map-for-all",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q, Y @ W_q, Y @ W_q),
        "Queries, keys and values are all made with W_q.",
        "Look at the three projections side by side.",
        SHARED,
    ),
    Option(
        "keys-and-values-swapped",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q, Y @ W_v, Y @ W_k),
        "Keys and values are swapped: the keys are made with W_v, the values with W_k.",
        "In which order do you unpack the three, or pass them on?",
        SHARED,
    ),
    Option(
        "no-maps",
        lambda X, Y, W_q, W_k, W_v, h: (X, Y, Y),
        "Queries, keys and values are the sequences themselves; W_q, W_k and W_v are not used.",
        "Where do Q, K and V come from?",
        SHARED,
    ),
    Option(
        "values-unmapped",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q, Y @ W_k, Y),
        "The values are the sequence itself; W_v is not used.",
        "Which of the three maps does not appear in your code?",
        SHARED,
    ),
    Option(
        "self-attention-only",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q, X @ W_k, X @ W_v),
        "Keys and values are made from X_q: the sequence X_kv is not used.",
        "Who answers, when one sequence asks another?",
        SHARED,
    ),
    Option(
        "values-from-the-asking-sequence",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q, Y @ W_k, X @ W_v),
        "The values are made from X_q, and not from X_kv.",
        "Who answers, when one sequence asks another?",
        SHARED,
    ),
    Option(
        "sequences-swapped",
        lambda X, Y, W_q, W_k, W_v, h: (Y @ W_q, X @ W_k, X @ W_v),
        "The two sequences are swapped: X_kv asks, and X_q answers.",
        "Which of the two has n_q rows?",
        SHARED,
    ),
    _alone(
        "sequences-swapped-where-as-long",
        _stopping(lambda X, Y, W_q, W_k, W_v, h: (Y @ W_q, X @ W_k, X @ W_v)),
        "The two sequences are swapped: X_kv asks, and X_q answers.",
        "Which of the two has n_q rows?",
        SHARED,
    ),
    Option(
        "split-before-projecting",
        lambda X, Y, W_q, W_k, W_v, h: (X @ _own(W_q, h), Y @ _own(W_k, h), Y @ _own(W_v, h)),
        "The sequences are split before they are projected: each head sees its own features of the input only, and a block of each map.",
        "How much of a position may a head look at? What is split, X or X W?",
        ONE,
    ),
    _alone(
        "only-W_q-transposed",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q.T, Y @ W_k, Y @ W_v),
        "Only W_q is transposed: the queries are X W_qᵀ, while keys and values are right.",
        "Do all three maps have the same orientation?",
        SIDE,
    ),
    _alone(
        "only-W_k-transposed",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q, Y @ W_k.T, Y @ W_v),
        "Only W_k is transposed: the keys are X W_kᵀ, while queries and values are right.",
        "The transpose in Q Kᵀ belongs to the scores. What does a key look like before that?",
        SIDE,
    ),
    _alone(
        "only-W_v-transposed",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q, Y @ W_k, Y @ W_v.T),
        "Only W_v is transposed: the values are X W_vᵀ, while queries and keys are right.",
        "Do all three maps have the same orientation?",
        SIDE,
    ),
    _alone(
        "values-through-W_q",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q, Y @ W_k, Y @ W_q),
        "The values are made with W_q, and not with W_v.",
        "Look at the three projections side by side.",
        SHARED,
    ),
    _alone(
        "keys-through-W_v",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q, Y @ W_v, Y @ W_v),
        "The keys are made with W_v, and not with W_k.",
        "Look at the three projections side by side.",
        SHARED,
    ),
    _alone(
        "queries-through-W_k",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_k, Y @ W_k, Y @ W_v),
        "The queries are made with W_k, and not with W_q.",
        "Look at the three projections side by side.",
        SHARED,
    ),
    _alone(
        "queries-through-W_v",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_v, Y @ W_k, Y @ W_v),
        "The queries are made with W_v, and not with W_q.",
        "Look at the three projections side by side.",
        SHARED,
    ),
    _alone(
        "all-through-W_k",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_k, Y @ W_k, Y @ W_k),
        "Queries, keys and values are all made with W_k.",
        "Look at the three projections side by side.",
        SHARED,
    ),
    _alone(
        "all-through-W_v",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_v, Y @ W_v, Y @ W_v),
        "Queries, keys and values are all made with W_v.",
        "Look at the three projections side by side.",
        SHARED,
    ),
    _alone(
        "W_q-and-W_k-swapped",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_k, Y @ W_q, Y @ W_v),
        "The maps of queries and keys are swapped: the queries are made with W_k, the keys with W_q.",
        "In which order do you unpack the three, or pass them on?",
        SHARED,
    ),
    _alone(
        "W_q-and-W_v-swapped",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_v, Y @ W_k, Y @ W_q),
        "The maps of queries and values are swapped: the queries are made with W_v, the values with W_q.",
        "In which order do you unpack the three, or pass them on?",
        SHARED,
    ),
    _alone(
        "queries-unmapped",
        lambda X, Y, W_q, W_k, W_v, h: (X, Y @ W_k, Y @ W_v),
        "The queries are the sequence itself; W_q is not used.",
        "Which of the three maps does not appear in your code?",
        SHARED,
    ),
    _alone(
        "keys-unmapped",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q, Y, Y @ W_v),
        "The keys are the sequence itself; W_k is not used.",
        "Which of the three maps does not appear in your code?",
        SHARED,
    ),
    _alone(
        "keys-from-queries",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q, X @ W_q @ W_k, Y @ W_v),
        "The keys are made from the queries, and not from the sequence that answers.",
        "What does each of the three maps start from?",
        SHARED,
    ),
    _alone(
        "values-from-queries",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q, Y @ W_k, X @ W_q @ W_v),
        "The values are made from the queries, and not from the sequence that answers.",
        "What does each of the three maps start from?",
        SHARED,
    ),
    _alone(
        "values-from-keys",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q, Y @ W_k, Y @ W_k @ W_v),
        "The values are made from the keys, and not from the sequence that answers.",
        "What does each of the three maps start from?",
        SHARED,
    ),
    _alone(
        "one-after-another",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q, X @ W_q @ W_k, X @ W_q @ W_k @ W_v),
        "The maps are applied one after another: the keys are made from the queries, the values from the keys.",
        "What does each of the three maps start from?",
        SHARED,
    ),
    _alone(
        "keys-from-the-asking-sequence",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q, X @ W_k, Y @ W_v),
        "The keys are made from the sequence that asks, and not from the one that answers.",
        "Who answers, when one sequence asks another?",
        SHARED,
    ),
    _alone(
        "all-from-the-answering-sequence",
        lambda X, Y, W_q, W_k, W_v, h: (Y @ W_q, Y @ W_k, Y @ W_v),
        "The queries too are made from the sequence that answers: the one that asks is not used.",
        "Who asks, when one sequence asks another?",
        SHARED,
    ),
    _alone(
        "all-from-the-answering-sequence-where-as-long",
        _stopping(lambda X, Y, W_q, W_k, W_v, h: (Y @ W_q, Y @ W_k, Y @ W_v)),
        "The queries too are made from the sequence that answers: the one that asks is not used.",
        "Who asks, when one sequence asks another?",
        SHARED,
    ),
    _alone(
        "queries-split-by-reshape",
        lambda X, Y, W_q, W_k, W_v, h: (_split_by_reshape(X @ W_q, h), Y @ W_k, Y @ W_v),
        "The queries alone are split by a reshape to (h, n, d_k): keys and values are split as they should be.",
        "Are all three split by the same lines?",
        RESHAPE,
    ),
    _alone(
        "keys-split-by-reshape",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q, _split_by_reshape(Y @ W_k, h), Y @ W_v),
        "The keys alone are split by a reshape to (h, n, d_k): queries and values are split as they should be.",
        "Are all three split by the same lines?",
        RESHAPE,
    ),
    _alone(
        "projections-cut-at-zero",
        lambda X, Y, W_q, W_k, W_v, h: tuple(np.maximum(XW, 0) for XW in (X @ W_q, Y @ W_k, Y @ W_v)),
        "In queries, keys and values, entries below zero are replaced by zero, as a ReLU does.",
        "A projection is the product with the matrix, and no more.",
        "chapter 6, “More than a linear map” (06-projections.html#projections-more)",
    ),
    _alone(
        "values-split-by-reshape",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q, Y @ W_k, _split_by_reshape(Y @ W_v, h)),
        "The values alone are split by a reshape to (h, n, d_k): queries and keys are split as they should be.",
        "Are all three split by the same lines?",
        RESHAPE,
    ),
    _alone(
        "values-interleaved",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q, Y @ W_k, _dealt_out(Y @ W_v, h)),
        "The features of the values alone are dealt out to the heads in turn; those of queries and keys come in blocks.",
        "Are all three split by the same lines?",
        CARDS,
    ),
    _alone(
        "keys-and-values-of-the-first-head",
        lambda X, Y, W_q, W_k, W_v, h: (X @ W_q, _first_block(Y @ W_k, h), _first_block(Y @ W_v, h)),
        "All heads share the keys and values of the first one.",
        "Each head has keys and values of its own. Which features are they?",
        ONE,
    ),
)

SPLITTING = (
    Option("consecutive-blocks", split_heads),
    Option(
        "reshape-alone",
        lambda X, h: X.reshape(*X.shape[:-2], h, X.shape[-2], X.shape[-1] // h),
        "The heads are split by a reshape to (h, n, d_k) alone: a head then gets some positions whole, and not its share of the features of every position.",
        "Which axis does a reshape cut first? Split the last axis, then move axes.",
        RESHAPE,
    ),
    Option(
        "interleaved",
        lambda X, h: np.moveaxis(X.reshape(*X.shape[:-1], X.shape[-1] // h, h), -1, -3),
        "The features are dealt out to the heads in turn, where each head should get a block of neighbours.",
        "To which two sizes do you cut the last axis, and in which order?",
        CARDS,
    ),
    Option(
        "one-head",
        lambda X, h: X[..., None, :, :],
        "The features are not split: one head does all the work.",
        "How many matrices of weights should there be?",
        ONE,
    ),
    Option(
        "never-split",
        lambda X, h: X,
        "The features are not split into heads: one attention over all d_model features does all the work.",
        "How many matrices of weights should there be? Where in your code does num_heads appear?",
        ONE,
    ),
    _alone(
        "first-block-for-all",
        lambda X, h: split_heads(_first_block(X, h), h),
        "All heads get the same features, the first d_k: every head does what the first does.",
        "Where in your code does it matter which head it is?",
        ONE,
    ),
    _alone(
        "size-for-count",
        lambda X, h: split_heads(X, X.shape[-1] // h),
        "num_heads is taken for the number of features of a head: there are d_k heads of num_heads features.",
        "How many heads do your weights show, and how many features has each?",
        CARDS,
    ),
    _alone(
        "starts-at-i",
        lambda X, h: np.stack([X[..., i : i + X.shape[-1] // h] for i in range(h)], axis=-3),
        "Head i takes its features from feature i on, so that the heads overlap.",
        "How many features do the heads before head i have together?",
        RESHAPE,
    ),
    _alone(
        "starts-at-i-times-num_heads",
        lambda X, h: np.stack([X[..., i * h : i * h + X.shape[-1] // h] for i in range(h)], axis=-3),
        "Head i takes its features from feature i·num_heads on, and not from i·d_k: heads overlap, or leave gaps.",
        "How many features do the heads before head i have together?",
        RESHAPE,
    ),
    _alone(
        "transposed-and-poured",
        lambda X, h: flip(X).reshape(*X.shape[:-2], h, X.shape[-2], -1),
        "Positions and features are swapped before a reshape to (h, n, d_k): what was one feature of all positions is "
        "poured over several rows.",
        "After a transpose, what does one row hold?",
        RESHAPE,
    ),
    _alone(
        "heads-in-reverse-order",
        lambda X, h: np.flip(split_heads(X, h), axis=-3),
        "The heads stand in the opposite order: head 0 has the last features.",
        "Which features should head 0 have?",
        CARDS,
    ),
)

PAIRING = (
    *only(attending.PAIRING, "keys-first", "untransposed", "queries-with-queries", "keys-with-keys"),
    _alone(
        "keys-of-all-heads",
        lambda Q, K, V: Q @ flip(np.sum(K, axis=-3, keepdims=True)),
        "Each head compares its queries with the sum of all heads' keys.",
        "If you use einsum: does the letter of the heads stand in both arguments?",
        ONE,
    ),
    _alone(
        "features-reshaped",
        lambda Q, K, V: Q @ K.reshape(*K.shape[:-2], K.shape[-1], K.shape[-2]),
        "K is reshaped to the shape of its transpose, which keeps the order of its numbers: the keys are mixed.",
        "reshape reads the same numbers in the same order into other rows. What swaps rows and columns?",
        attending.SIDES,
    ),
)

SCALING = (
    *without(attending.SCALING, "divided-by-root-d_v", "scaled-twice"),
    Option(
        "divided-by-root-d_model",
        lambda n: np.sqrt(n["d_model"]),
        "The scores are divided by √d_model, and not by √d_k: a head sums d_k products.",
        "How many features has one head?",
        ROOT,
    ),
    Option(
        "divided-by-root-h",
        lambda n: np.sqrt(n["h"]),
        "The scores are divided by √h, the root of the number of heads; it should be √d_k.",
        "Which axis of Q, once it is split, do you take the length of?",
        ROOT,
    ),
    _alone(
        "divided-by-d_model",
        lambda n: n["d_model"],
        "The scores are divided by d_model, and not by √d_k: a head sums d_k products, and it is the root that counts.",
        "How many features has one head?",
        ROOT,
    ),
    _alone(
        "divided-by-h",
        lambda n: n["h"],
        "The scores are divided by the number of heads; it should be √d_k.",
        "Which axis of Q, once it is split, do you take the length of?",
        ROOT,
    ),
    _alone(
        "divided-by-both-roots",
        lambda n: np.sqrt(n["d_model"] * n["d_k"]),
        "The scores are divided twice: by √d_model, and by √d_k.",
        "Where in your code is something divided by a root?",
        ROOT,
    ),
    _alone(
        "divided-by-root-d_k-over-h",
        lambda n: np.sqrt(n["d_k"] / n["h"]),
        "The scores are divided by √(d_k/h): the features of a head are divided by the number of heads once more.",
        "How many features has one head, once it is split?",
        ROOT,
    ),
)


def _or_stop(giving: Callable[..., Any]) -> Callable[..., Any]:
    """In code that reshapes to a fixed number of axes, a mask with too many is an error."""

    def give(mask: Any, X_q: Array, X_kv: Array, h: int) -> Any:
        given = giving(mask, X_q, X_kv, h)
        if np.ndim(given) > X_q.ndim + 1:
            raise ValueError("the mask has more axes than the scores")
        return given

    return give


def _of_heads(mask: Any, X_q: Array, X_kv: Array, heads: slice) -> Any:
    given = for_heads(mask, X_q, X_kv)
    return given if mask is None or mask.ndim <= X_q.ndim else mask[..., heads, :, :]


def _joined(how: Callable[..., Any], mask: Any, X_q: Array, X_kv: Array) -> Any:
    given = for_heads(mask, X_q, X_kv)
    return given if mask is None or mask.ndim <= X_q.ndim else how(mask, axis=-3, keepdims=True)


def _of_first_query(mask: Array, X_q: Array, X_kv: Array) -> Any:
    return for_heads(mask[..., :1, :], X_q, X_kv)


def _of_examples(mask: Any, examples: slice) -> Any:
    return mask if mask is None or mask.ndim < 4 else mask[examples]


def _tiled(mask: Array | None, X_q: Array, X_kv: Array, h: int) -> Array | None:
    """Laid over the heads of a folded batch again and again, where each example's should be repeated."""
    if mask is None or mask.ndim > X_q.ndim:
        return mask
    batch, pairs = X_q.shape[:-2], (X_q.shape[-2], X_kv.shape[-2])
    each = np.broadcast_to(mask, (*batch, *pairs)).reshape(-1, *pairs)
    return np.tile(each, (h, 1, 1)).reshape(*batch, h, *pairs)


def _causal(X_q: Array, X_kv: Array) -> Array:
    return np.tril(np.ones((X_q.shape[-2], X_kv.shape[-2]), dtype=bool))


FOR_HEADS = (
    Option("axis-for-heads", lambda mask, X_q, X_kv, h: for_heads(mask, X_q, X_kv)),
    Option(
        "mask-meets-heads",
        lambda mask, X_q, X_kv, h: mask,
        "A mask with batch axes gets no axis for the heads: its batch axis meets the axis of the heads.",
        "Write the shapes of scores and mask below each other, aligned at the right. Which axes meet?",
        MASK,
    ),
    Option(
        "always-an-axis",
        lambda mask, X_q, X_kv, h: mask if mask is None else mask[..., None, :, :],
        "An axis for the heads is put in also where the mask has one already.",
        "A mask with one axis more than the sequences has an axis of heads.",
        MASK,
    ),
    Option(
        "mask-of-one-head",
        lambda mask, X_q, X_kv, h: _of_first_head(for_heads(mask, X_q, X_kv)),
        "Where each head has a mask of its own, that of the first head is used for all.",
        "Which axis of the mask belongs to the heads? What is left of it in your code?",
        MASK,
    ),
    _alone(
        "axis-by-number-of-axes",
        lambda mask, X_q, X_kv, h: mask[..., None, :, :] if np.ndim(mask) == 3 else mask,
        "Whether the mask has an axis of heads is told by its having three axes or four: that is right for one batch "
        "axis only.",
        "A mask with one axis more than the sequences has an axis of heads. How many has it without batch axes?",
        MASK,
    ),
    _alone(
        "axis-by-size",
        lambda mask, X_q, X_kv, h: (
            mask if np.ndim(mask) < 3 or mask.shape[-3] == h else mask[..., None, :, :]
        ),
        "Whether the mask has an axis of heads is told by its length: a batch may be as large as there are heads, and "
        "an axis of heads may have length 1.",
        "A mask with one axis more than the sequences has an axis of heads.",
        MASK,
    ),
    _alone(
        "axis-by-size-or-an-error",
        _or_stop(
            lambda mask, X_q, X_kv, h: (
                mask if np.ndim(mask) < 3 or mask.shape[-3] == h else mask[..., None, :, :]
            )
        ),
        "Whether the mask has an axis of heads is told by its length: a batch may be as large as there are heads, and "
        "an axis of heads may have length 1.",
        "A mask with one axis more than the sequences has an axis of heads.",
        MASK,
    ),
    _alone(
        "mask-tiled",
        _tiled,
        "Heads and batch are folded into one axis, and the mask is laid along it over and over: a head then gets the "
        "mask of another example.",
        "In which order do examples and heads stand in the folded axis? np.tile and np.repeat differ in that.",
        MASK,
    ),
    _alone(
        "any-head-may",
        lambda mask, X_q, X_kv, h: _joined(np.any, mask, X_q, X_kv),
        "Where each head has a mask of its own, what one head may see all may see.",
        "Which axis of the mask belongs to the heads? What is left of it in your code?",
        MASK,
    ),
    _alone(
        "all-heads-must",
        lambda mask, X_q, X_kv, h: _joined(np.all, mask, X_q, X_kv),
        "Where each head has a mask of its own, only what all heads may see is seen.",
        "Which axis of the mask belongs to the heads? What is left of it in your code?",
        MASK,
    ),
    _alone(
        "mask-of-the-last-head",
        lambda mask, X_q, X_kv, h: _of_heads(mask, X_q, X_kv, slice(-1, None)),
        "Where each head has a mask of its own, that of the last head is used for all.",
        "Which axis of the mask belongs to the heads? What is left of it in your code?",
        MASK,
    ),
    _alone(
        "mask-of-the-first-example",
        lambda mask, X_q, X_kv, h: _of_examples(for_heads(mask, X_q, X_kv), slice(0, 1)),
        "The mask of the first example of the batch is used for all.",
        "Which axis of the mask belongs to the batch? What is left of it in your code?",
        MASK,
    ),
    _alone(
        "mask-of-the-last-example",
        lambda mask, X_q, X_kv, h: _of_examples(for_heads(mask, X_q, X_kv), slice(-1, None)),
        "The mask of the last example of the batch is used for all.",
        "Which axis of the mask belongs to the batch? What is left of it in your code?",
        MASK,
    ),
    _alone(
        "mask-of-the-first-query",
        lambda mask, X_q, X_kv, h: mask if np.ndim(mask) < 2 else _of_first_query(mask, X_q, X_kv),
        "The first row of the mask is used for all queries.",
        "Which axis of the mask belongs to the queries? What is left of it in your code?",
        MASK,
    ),
    _alone(
        "masks-of-two-axes-only",
        lambda mask, X_q, X_kv, h: mask if np.ndim(mask) < 3 else None,
        "Masks with an axis of batches or heads are not used at all.",
        "What becomes of a mask with three axes in your code, and what of one with four?",
        MASK,
    ),
    _alone(
        "causal-where-no-mask-is-given",
        lambda mask, X_q, X_kv, h: _causal(X_q, X_kv) if mask is None else for_heads(mask, X_q, X_kv),
        "Where no mask is given, a causal one is applied.",
        "Who decides what is forbidden: your function, or whoever calls it?",
        attending.AFTER,
    ),
    _alone(
        "always-causal",
        lambda mask, X_q, X_kv, h: _causal(X_q, X_kv),
        "A causal mask is applied always, whatever mask is given, and where none is.",
        "Who decides what is forbidden: your function, or whoever calls it?",
        attending.AFTER,
    ),
    _alone(
        "always-causal-as-well",
        lambda mask, X_q, X_kv, h: (
            _causal(X_q, X_kv) & (True if mask is None else for_heads(mask, X_q, X_kv))
        ),
        "A causal mask is applied always, besides the one that is given, and where none is.",
        "Who decides what is forbidden: your function, or whoever calls it?",
        attending.AFTER,
    ),
)


def _of_first_head(mask: Array | None) -> Array | None:
    return mask if mask is None or mask.ndim < 3 else mask[..., :1, :, :]


def _over_two(S: Array, axis: int) -> Array:
    """One softmax over the keys and another axis together."""
    apart = np.moveaxis(S, axis, -2)  # (..., that axis, n_k)
    shares = attending.exps_over_sum(apart.reshape(*apart.shape[:-2], -1), -1).reshape(apart.shape)
    return np.moveaxis(shares, -2, axis)


def _alike(W: Array, how: Callable[..., Array]) -> Array:
    """The heads' average or sum, for every head."""
    return np.broadcast_to(how(W, axis=-3, keepdims=True), W.shape)


def _without_head(W: Array, head: int, unless_one: bool = False) -> Array:
    """Zeros in place of one head; `unless_one`, not where it is the only one."""
    others = np.arange(W.shape[-3]) != head % W.shape[-3]
    return W if unless_one and W.shape[-3] == 1 else np.where(others[:, None, None], W, 0)


UNTOLD = {
    *("score-of-20", "score-of-50", "score-of-100", "score-of-10000"),
    *("ignored-with-one axis", "ignored-with-two axes", "ignored-with-batch axes", "on-queries-if-square"),
    *("first-row-for-all", "renormalised-with-floor", "empty-only-if-all-are", "softmax-over-both"),
    *(
        "global-maximum-epsilon",
        "maximum-from-zero",
        "maximum-from-zero-guarded",
        "maximum-from-zero-or-alike",
    ),
    "largest-share-only",
}
"""Mistakes of attention that the cases of several heads don't tell from others."""


def _with_alone(options: tuple[Option, ...], place: int) -> tuple[Option, ...]:
    """What is tried alone where attention itself is the exercise, too: the options of its choice at a place."""
    known = {option.name for option in options} | UNTOLD
    others = attending.CHOICES[place]
    return (*options, *(option for option in others if option.alone and option.name not in known))


NORMALISING: tuple[Option, ...] = (
    *attending.NORMALISING,
    Option(
        "softmax-over-heads",
        lambda S: attending.exps_over_sum(S, -3),
        "The softmax goes over the heads: for each query and key the weights of all heads together sum to 1.",
        "Each query of each head shares out its attention among the keys. Which axis do the keys have?",
        attending.AXIS,
    ),
    _alone(
        "softmax-over-queries-and-keys",
        lambda S: _over_two(S, -2),
        "One softmax for each head: all weights of a head together sum to 1, where each row should.",
        "Each query of each head shares out its attention by itself.",
        attending.AXIS,
    ),
    _alone(
        "softmax-over-heads-and-keys",
        lambda S: _over_two(S, -3),
        "The softmax goes over heads and keys together: the weights of a query in all heads together sum to 1.",
        "Each query of each head shares out its attention by itself.",
        attending.AXIS,
    ),
    _alone(
        "weights-averaged-before-reading",
        lambda S: _alike(attending.exps_over_sum(S, -1), np.mean),
        "The weights are averaged over the heads before they meet the values: all heads look at the same places.",
        "Each head has weights of its own. Which axis do you sum over?",
        ONE,
    ),
    _alone(
        "scores-averaged-over-heads",
        lambda S: attending.exps_over_sum(_alike(S, np.mean), -1),
        "The scores are averaged over the heads: all heads look at the same places.",
        "Each head has scores of its own. Which axis do you sum over?",
        ONE,
    ),
    _alone(
        "scores-summed-over-heads",
        lambda S: attending.exps_over_sum(_alike(S, np.sum), -1),
        "The scores are summed over the heads: all heads look at the same places.",
        "Each head has scores of its own. Which axis do you sum over?",
        ONE,
    ),
    _alone(
        "scores-of-the-first-head",
        lambda S: attending.exps_over_sum(np.broadcast_to(S[..., :1, :, :], S.shape), -1),
        "The weights of the first head serve all heads.",
        "Each head has scores of its own. Where in your code does it matter which head it is?",
        ONE,
    ),
    _alone(
        "last-head-empty",
        lambda S: _without_head(attending.exps_over_sum(S, -1), -1),
        "The last head is never computed: its weights are all 0, and it reads nothing.",
        "range(n) ends with n - 1. Where does your loop over the heads end?",
        ONE,
    ),
    _alone(
        "last-head-empty-unless-one",
        lambda S: _without_head(attending.exps_over_sum(S, -1), -1, unless_one=True),
        "Where there is more than one head, the last is never computed: its weights are all 0, and it reads nothing.",
        "range(n) ends with n - 1. Where does your loop over the heads end?",
        ONE,
    ),
    _alone(
        "first-head-empty",
        lambda S: _without_head(attending.exps_over_sum(S, -1), 0),
        "The first head is never computed: its weights are all 0, and it reads nothing.",
        "From which number should a loop over the heads count?",
        ONE,
    ),
    _alone(
        "first-head-empty-unless-one",
        lambda S: _without_head(attending.exps_over_sum(S, -1), 0, unless_one=True),
        "Where there is more than one head, the first is never computed: its weights are all 0, and it reads nothing.",
        "From which number should a loop over the heads count?",
        ONE,
    ),
)


def _in_blocks(Z: Array, blocks: list[Array]) -> Array:
    """Blocks of d_k features side by side, filled up with zeros to d_model."""
    empty = [0 * Z[..., 0, :, :]] * (Z.shape[-3] - len(blocks))
    return np.concatenate([*blocks, *empty], axis=-1)


MERGING = (
    Option("side-by-side", combine_heads),
    Option(
        "merged-without-turning-back",
        lambda Z: Z.reshape(*Z.shape[:-3], Z.shape[-2], -1),
        "The heads are merged by a reshape alone: the axis of heads has not been moved next to the features first.",
        "Before a reshape can join two axes, where must they stand?",
        MERGED,
    ),
    Option(
        "heads-summed",
        lambda Z: Z.sum(axis=-3),
        "The heads are added up, and not put side by side.",
        "How many features should a position have after the heads are joined?",
        ONE,
    ),
    Option(
        "heads-averaged",
        lambda Z: Z.mean(axis=-3),
        "The heads are averaged, and not put side by side.",
        "How many features should a position have after the heads are joined?",
        ONE,
    ),
    Option(
        "sum-in-the-first-block",
        lambda Z: _in_blocks(Z, [Z.sum(axis=-3)]),
        "The heads are added up, and meet only the first d_k rows of W_o: all heads write with the same rows.",
        "How many features should a position have after the heads are joined, and which rows of W_o belong to which head?",
        ONE,
    ),
    Option(
        "sum-in-every-block",
        lambda Z: _in_blocks(Z, [Z.sum(axis=-3)] * Z.shape[-3]),
        "The heads are added up, and their sum stands in the place of each of them.",
        "Which head's numbers should stand in the first d_k features, and which in the next?",
        ONE,
    ),
    Option(
        "average-in-every-block",
        lambda Z: _in_blocks(Z, [Z.mean(axis=-3)] * Z.shape[-3]),
        "The heads are averaged, and their average stands in the place of each of them.",
        "Which head's numbers should stand in the first d_k features, and which in the next?",
        ONE,
    ),
    Option(
        "last-head-only",
        lambda Z: _in_blocks(Z, [0 * Z[..., 0, :, :]] * (Z.shape[-3] - 1) + [Z[..., -1, :, :]]),
        "Only the last head is heard: what the others have read does not reach the output.",
        "In your loop over the heads, does each replace what the one before has left, or is it added to it?",
        ONE,
    ),
    Option(
        "first-head-only",
        lambda Z: _in_blocks(Z, [Z[..., 0, :, :]]),
        "Only the first head is heard: what the others have read does not reach the output.",
        "Does your loop over the heads go on after the first? Is the return inside it?",
        ONE,
    ),
    Option(
        "merged-interleaved",
        lambda Z: np.moveaxis(Z, -3, -1).reshape(*Z.shape[:-3], Z.shape[-2], -1),
        "The features of the heads are interleaved when they are merged: each head should keep its block.",
        "In which order do the two axes stand that your reshape joins?",
        CARDS,
    ),
    Option(
        "heads-in-reverse",
        lambda Z: combine_heads(np.flip(Z, axis=-3)),
        "The heads are put side by side in reverse: the last one comes first.",
        "Which rows of W_o belong to head 0?",
        MERGED,
    ),
    _alone(
        "last-head-unheard",
        lambda Z: combine_heads(_without_head(Z, -1)),
        "What the last head has read does not reach the output: its place holds zeros.",
        "range(n) ends with n - 1. Where does your loop over the heads end?",
        ONE,
    ),
    _alone(
        "first-head-unheard",
        lambda Z: combine_heads(_without_head(Z, 0)),
        "What the first head has read does not reach the output: its place holds zeros.",
        "From which number should a loop over the heads count?",
        ONE,
    ),
    _alone(
        "last-head-in-every-block",
        lambda Z: _in_blocks(Z, [Z[..., -1, :, :]] * Z.shape[-3]),
        "What the last head has read stands in the place of every head.",
        "Does every round of your loop write into all places?",
        ONE,
    ),
    _alone(
        "first-head-in-every-block",
        lambda Z: _in_blocks(Z, [Z[..., 0, :, :]] * Z.shape[-3]),
        "What the first head has read stands in the place of every head.",
        "Where in your code does it matter which head it is?",
        ONE,
    ),
    _alone(
        "words-with-features",
        lambda Z: flip(Z).reshape(*Z.shape[:-3], Z.shape[-2], -1),
        "When the heads are merged, positions and features are swapped before the reshape; positions and heads should be.",
        "A row of the result belongs to one position. Which axis must therefore come first?",
        MERGED,
    ),
    _alone(
        "heads-with-features",
        lambda Z: np.swapaxes(Z, -3, -1).reshape(*Z.shape[:-3], Z.shape[-2], -1),
        "When the heads are merged, heads and features are swapped before the reshape; positions and heads should be.",
        "A row of the result belongs to one position. Which axis must therefore come first?",
        MERGED,
    ),
    _alone(
        "features-first",
        lambda Z: np.moveaxis(Z, -1, -3).reshape(*Z.shape[:-3], Z.shape[-2], -1),
        "When the heads are merged, the features are moved in front of the heads; it is the positions that should "
        "stand first.",
        "A row of the result belongs to one position. Which axis must therefore come first?",
        MERGED,
    ),
)

MIXING = (
    Option("output-map", lambda Z, W_o: Z @ W_o),
    Option(
        "no-output-map",
        lambda Z, W_o: Z,
        "W_o is missing: the heads are put side by side, and not mixed.",
        "Which of the arguments does not appear in your code?",
        OUT,
    ),
    Option(
        "transposed-output-map",
        lambda Z, W_o: Z @ W_o.T,
        "W_o is transposed: Z W_oᵀ, where Z W_o is meant.",
        "A row of Z meets a column of W_o.",
        SIDE,
    ),
    _alone(
        "output-map-twice",
        lambda Z, W_o: Z @ W_o @ W_o,
        "W_o is applied twice.",
        "Who applies W_o: the lines that join the heads, or the return?",
        OUT,
    ),
    _alone(
        "output-map-cut-at-zero",
        lambda Z, W_o: np.maximum(Z @ W_o, 0),
        "Entries of the output below zero are replaced by zero, as a ReLU does.",
        "W_o is a linear map, and the last step.",
        OUT,
    ),
    _alone(
        "output-map-on-the-left",
        lambda Z, W_o: W_o @ Z,
        "W_o stands on the left, where it mixes positions and not features.",
        "Row i of the output should come from row i of Z alone. On which side does W_o then stand?",
        SIDE,
    ),
)

HANDING_OVER = (
    Option("every-head", lambda W: W),
    Option(
        "weights-averaged",
        lambda W: W.mean(axis=-3),
        "The weights that are returned are the mean over the heads; each head's own are asked for.",
        "PyTorch's layer returns the mean unless it is told otherwise. What is the shape you should return?",
        ONE,
    ),
    Option(
        "weights-of-one-head",
        lambda W: W[..., 0, :, :],
        "Only the weights of the first head are returned.",
        "What is the shape you should return?",
        ONE,
    ),
    Option(
        "weights-of-the-last-head",
        lambda W: W[..., -1, :, :],
        "Only the weights of the last head are returned.",
        "If you loop over the heads: what does a variable hold after the loop?",
        ONE,
    ),
    Option(
        "heads-behind-queries",
        lambda W: np.moveaxis(W, -3, -2),
        "The axes of heads and queries are swapped in the weights that are returned.",
        "What is the shape you should return?",
        ONE,
    ),
    _alone(
        "weights-summed",
        lambda W: W.sum(axis=-3),
        "The weights that are returned are summed over the heads; each head's own are asked for.",
        "What is the shape you should return?",
        ONE,
    ),
    _alone(
        "largest-weights",
        lambda W: W.max(axis=-3),
        "Of the weights, the largest over the heads is returned; each head's own are asked for.",
        "What is the shape you should return?",
        ONE,
    ),
    _alone(
        "average-for-every-head",
        lambda W: _alike(W, np.mean),
        "The weights that are returned are the mean over the heads, repeated for each; each head's own are asked for.",
        "Are the weights of two heads alike?",
        ONE,
    ),
    _alone(
        "average-with-an-axis",
        lambda W: W.mean(axis=-3, keepdims=True),
        "The weights that are returned are the mean over the heads; each head's own are asked for.",
        "What is the shape you should return?",
        ONE,
    ),
    _alone(
        "first-heads-weights-for-all",
        lambda W: np.broadcast_to(W[..., :1, :, :], W.shape),
        "The weights that are returned are those of the first head, for every head.",
        "Does every round of your loop write to its own place?",
        ONE,
    ),
    _alone(
        "last-heads-weights-for-all",
        lambda W: np.broadcast_to(W[..., -1:, :, :], W.shape),
        "The weights that are returned are those of the last head, for every head.",
        "Does every round of your loop write to its own place?",
        ONE,
    ),
    _alone(
        "weights-turned",
        flip,
        "The weights are returned with queries and keys swapped.",
        "Row i of a head's weights belongs to query i.",
        ONE,
    ),
    _alone(
        "heads-last-in-weights",
        lambda W: np.moveaxis(W, -3, -1),
        "In the weights that are returned, the axis of heads stands last.",
        "What is the shape you should return?",
        ONE,
    ),
    _alone(
        "heads-in-front-in-weights",
        lambda W: np.moveaxis(W, -3, 0),
        "In the weights that are returned, the axis of heads stands in front of the batch axes.",
        "What is the shape you should return, for a batch?",
        ONE,
    ),
    _alone(
        "weights-in-reverse",
        lambda W: np.flip(W, axis=-3),
        "The weights are returned with the heads in reverse: the last one comes first.",
        "In which order does your list of weights grow?",
        ONE,
    ),
    _alone(
        "weights-side-by-side",
        lambda W: np.moveaxis(W, -3, -2).reshape(*W.shape[:-3], W.shape[-2], -1),
        "The weights of the heads are put side by side in one matrix; an axis of heads is asked for.",
        "What is the shape you should return?",
        ONE,
    ),
    _alone(
        "weights-one-below-the-other",
        lambda W: W.reshape(*W.shape[:-3], -1, W.shape[-1]),
        "The weights of the heads are put one below the other in one matrix; an axis of heads is asked for.",
        "What is the shape you should return?",
        ONE,
    ),
    _alone(
        "weights-folded-into-batch",
        lambda W: W.reshape(-1, *W.shape[-2:]),
        "In the weights that are returned, heads and batch are folded into one axis.",
        "What is the shape you should return, for a batch?",
        ONE,
    ),
)

NORMALISING = _with_alone(NORMALISING, 3)
MASKING = _with_alone(
    without(attending.MASKING, "tiny-score", "causal-as-well", "minus-inf-after", "minus-1e9-after"), 2
)

CHOICES = (
    PROJECTING,
    SPLITTING,
    FOR_HEADS,
    _with_alone(PAIRING, 0),
    SCALING,
    MASKING,
    NORMALISING,
    _with_alone(only(attending.READING, "weights-transposed", "keys-read", "queries-read"), 4),
    _with_alone(only(attending.RETURNING, "scores-for-weights", "weights-before-mask"), 5),
    MERGING,
    MIXING,
    HANDING_OVER,
)


def start(
    X_q: Array,
    X_kv: Array,
    W_q: Array,
    W_k: Array,
    W_v: Array,
    W_o: Array,
    num_heads: int,
    mask: Array | None = None,
) -> State:
    """The first state: the sequences, the maps, the number of heads and the mask."""
    return {"X": (X_q, X_kv), "maps": (W_q, W_k, W_v), "W_o": W_o, "h": num_heads, "mask": mask}


def _project(state: State, projecting: Callable[..., Any]) -> State:
    return state | {"QKV": projecting(*state["X"], *state["maps"], state["h"])}


def _split(state: State, splitting: Callable[..., Array]) -> State:
    Q, K, V = (splitting(X, state["h"]) for X in state["QKV"])
    return state | attending.start(Q, K, V, state["mask"], d_model=state["X"][0].shape[-1], h=state["h"])


def _never_split(state: State) -> bool:
    return bool(state["Q"].ndim == state["X"][0].ndim)


def _give_mask_to_heads(state: State, for_heads: Callable[..., Any]) -> State:
    if _never_split(state):
        return state
    return state | {"mask": for_heads(state["mask"], *state["X"], state["h"])}


def _merge(state: State, merging: Callable[[Array], Array]) -> State:
    if _never_split(state):
        return state
    output, weights = state["result"]
    return state | {"result": (merging(output), weights)}


def _mix(state: State, mixing: Callable[..., Array]) -> State:
    output, weights = state["result"]
    return state | {"result": (mixing(output, state["W_o"]), weights)}


def _hand_over(state: State, handing_over: Callable[[Array], Array]) -> State:
    output, weights = state["result"]
    return state | {"result": (output, handing_over(weights))}


compose = Steps(start, (_project, _split, _give_mask_to_heads, *attending.STEPS, _merge, _mix, _hand_over))
"""An implementation of the layer from one option of each of `CHOICES`."""


ARGUMENTS = ("X_q", "X_kv", "W_q", "W_k", "W_v", "W_o", "num_heads", "mask")


def _own_columns(Z: Array, W_o: Array, block: Callable[[int], int]) -> Array:
    """Each head's product with one square block of W_o, side by side."""
    h, d_k = Z.shape[-3], Z.shape[-1]
    blocks = W_o.reshape(h, d_k, h, d_k)
    return np.concatenate([Z[..., i, :, :] @ blocks[block(i), :, block(i)] for i in range(h)], axis=-1)


def others(
    right: Callable[..., Any], arguments: Sequence[str], asking: str, values: str
) -> tuple[Option, ...]:
    """Mistakes at the layer's end, which are no combination of choices: `right` is the layer without them.

    `asking` and `values` are its arguments' names for the sequences that queries and values come from.
    """

    def ending(end: Callable[..., Any]) -> Callable[..., Any]:
        """Takes what the heads have read, their weights and all arguments by name; gives the output."""

        def layer(*given: Any) -> Any:
            named = dict(zip(arguments, given, strict=False))
            mixed_by_nothing = named | {"W_o": np.eye(len(named["W_o"]))}
            Z, weights = right(*mixed_by_nothing.values())
            return end(split_heads(Z, named["num_heads"]), weights, named), weights

        return layer

    def average(Z: Array, weights: Array, named: Mapping[str, Any]) -> Any:
        return weights.mean(axis=-3) @ (named[values] @ named["W_v"]) @ named["W_o"]

    def swapped(*given: Any) -> Any:
        named = dict(zip(arguments, given, strict=False))
        return right(*(named | {"W_v": named["W_o"], "W_o": named["W_v"]}).values())

    def exchanged(*given: Any) -> Any:
        named = dict(zip(arguments, given, strict=False))
        h = named["num_heads"]
        d_k = len(named["W_q"]) // h
        scale = np.sqrt(h / d_k)  # the scores are still divided by √d_k
        return right(*(named | {"num_heads": d_k, "W_q": named["W_q"] * scale}).values())

    return (
        Option(
            "heads-not-joined",
            ending(lambda Z, weights, named: Z),
            "What is returned as output is what each head has read: the heads are neither joined nor mixed by W_o.",
            "What shape should the output have? Which of the maps does not appear in your code?",
            OUT,
        ),
        Option(
            "own-block-of-the-output-map",
            ending(lambda Z, weights, named: _own_columns(Z, named["W_o"], lambda i: i)),
            "W_o is applied to each head by itself, to its own features only: a block of d_k rows and d_k columns for "
            "each head, so that the heads are not mixed.",
            "Which columns of W_o does a head write with? What is W_o for?",
            OUT,
        ),
        Option(
            "first-block-of-the-output-map",
            ending(lambda Z, weights, named: _own_columns(Z, named["W_o"], lambda i: 0)),
            "Each head is multiplied by the same block of W_o, its first d_k rows and columns: the heads are not mixed.",
            "How large is W_o, and how much of it do you use? What is it for?",
            OUT,
        ),
        Option(
            "mean-of-what-heads-write",
            ending(lambda Z, weights, named: combine_heads(Z) @ named["W_o"] / named["num_heads"]),
            "What the heads write is averaged, and not added up: the output is divided by the number of heads.",
            "Z W_o is the sum of what each head writes with its rows of W_o. Is anything to be divided?",
            OUT,
        ),
        Option(
            "sequence-added",
            ending(lambda Z, weights, named: combine_heads(Z) @ named["W_o"] + named[asking]),
            f"{asking} is added to the output, as a residual connection does: that is the business of the block around "
            "the layer.",
            "What is the last step of the layer?",
            OUT,
        ),
        Option(
            "W_v-and-W_o-swapped",
            swapped,
            "W_v and W_o are swapped: the values are made with W_o, and the heads mixed by W_v.",
            "What is each of the four maps for?",
            OUT,
        ),
        Option(
            "size-for-count-in-the-split-alone",
            exchanged,
            "num_heads is taken for the number of features of a head when the features are split: there are d_k heads of "
            "num_heads features.",
            "How many heads do your weights show, and how many features has each?",
            CARDS,
        ),
        Option(
            "average-weights-read",
            ending(average),
            "The values are read with the average of all heads' weights: all heads look at the same places.",
            "Each head has weights of its own, and reads its own features with them.",
            ONE,
        ),
        Option(
            "summed-weights-read",
            ending(lambda Z, weights, named: average(Z, weights, named) * named["num_heads"]),
            "The values are read with the sum of all heads' weights: all heads look at the same places.",
            "Each head has weights of its own, and reads its own features with them.",
            ONE,
        ),
    )


def magnitude(
    X_q: Array,
    X_kv: Array,
    W_q: Array,
    W_k: Array,
    W_v: Array,
    W_o: Array,
    num_heads: int,
    mask: Array | None = None,
) -> tuple[Array, Array]:
    """The size of the terms on which rounding depends: of the output's entries, and of the weights."""
    Q, K, V = (
        split_heads(np.abs(X) @ np.abs(W), num_heads) for X, W in ((X_q, W_q), (X_kv, W_k), (X_kv, W_v))
    )
    largest = 1 + np.max(Q @ flip(K) / np.sqrt(Q.shape[-1]), axis=-1, keepdims=True)  # (..., h, n_q, 1)
    Q, K = (split_heads(X @ W, num_heads) for X, W in ((X_q, W_q), (X_kv, W_k)))
    Z, weights = attention(Q, K, V, for_heads(mask, X_q, X_kv))
    return combine_heads(largest * Z) @ np.abs(W_o), largest * np.max(weights, axis=-1, keepdims=True)


MULTI_HEAD = Problem(
    name="multi_head_attention",
    arguments=ARGUMENTS,
    header="multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None)",
    reference=multi_head_attention,
    results=("output", "weights"),
    forbidden=("nn.MultiheadAttention",),
    instead="Write the steps yourself: project, split into heads, attend in each, combine, and apply W_o.",
    read=WHAT,
    criteria=(
        Criterion("shape", 1, "output is (n_q, d_model), weights are (h, n_q, n_k)", right_shape(plain)),
        Criterion(
            "weights", 1, "each head's softmax over the keys", right_values(plain, "weights"), ("shape",)
        ),
        Criterion(
            "output",
            2,
            "what the heads read, side by side, times W_o",
            right_values(plain, "output"),
            ("shape",),
        ),
        Criterion(
            "sizes",
            1,
            "also for one head, one feature a head, and where sizes coincide",
            right_values(edges),
            ("weights", "output"),
        ),
        Criterion(
            "masked",
            1,
            "masks for all heads, and masks of each head's own; what is forbidden weighs exactly 0",
            all_of(right_values(masked), zero_where_forbidden(masked, "weights")),
            ("weights", "output"),
        ),
        Criterion(
            "batch",
            1,
            "leading batch axes are kept, with masks too",
            right_values(batched),
            ("weights", "output"),
        ),
        Criterion("stable", 1, "scores of thousands overflow nothing", right_values(large), ("masked",)),
        Criterion(
            "calls",
            1,
            "the arguments are left as they were, and no call affects another",
            calls_independent(plain, edges, masked, batched, dtypes),
            ("weights", "output"),
        ),
        Criterion(
            "dtype",
            1,
            "float32 gives float32, float64 gives float64",
            keeps_dtype(dtypes),
            ("weights", "output", "masked"),
        ),
    ),
    choices=CHOICES,
    compose=compose,
    others=others(multi_head_attention, ARGUMENTS, asking="X_q", values="X_kv"),
    probes=probes,
    napkin=napkin,
    magnitude=magnitude,
)


GUESS = guess(
    "rank_guess",
    SUM,
    "a whole number from 1 to 12, as the rank of 12 rows is",
    lambda number: 1 <= number <= 12 and number.is_integer(),
)


def layers(rng: np.random.Generator) -> list[Case]:
    """Layers of 2 to 9 heads with 2 to 8 features each; d_k, h, and d_model less d_k mostly differ."""
    sizes = [(12, 4), (24, 3), (16, 2), (30, 5), (48, 6), (14, 7), (18, 9), (36, 9), (40, 5), (21, 3)]
    order = rng.permutation(len(sizes))
    return [Case({"d_model": sizes[i][0], "num_heads": sizes[i][1]}) for i in order]


def _rank(name: str, rank: Callable[[int, int], Any], sentence: str = "", hint: str = "") -> Option:
    return Option(name, rank, sentence, hint, SUM)


HEAD_RANK = Problem(
    name="head_rank",
    arguments=("d_model", "num_heads"),
    reference=lambda d_model, num_heads: d_model // num_heads,
    read=SUM,
    criteria=(Criterion("rank", 1, "the rank of what head 0 alone writes", right_values(layers)),),
    choices=(
        (
            _rank("rank", lambda d_model, num_heads: d_model // num_heads),
            _rank(
                "nobody-silenced",
                lambda d_model, num_heads: d_model,
                "This is the rank of the whole output: the other heads still write.",
                "Which rows of W_o does a head write with? Did your change reach the layer?",
            ),
            _rank(
                "one-silenced",
                lambda d_model, num_heads: d_model - d_model // num_heads,
                "One head is silenced and all others write, where it should be the other way round.",
                "Which rows of W_o should stay?",
            ),
            _rank(
                "one-row-left",
                lambda d_model, num_heads: 1,
                "It is 1 for every layer: only one row of W_o seems to be left, or only one word to ask.",
                "How many features does a head have, and how many rows of W_o belong to it?",
            ),
            _rank(
                "three-rows-left",
                lambda d_model, num_heads: 3,
                "It is 3 for every layer, as if each head had three features.",
                "So it is with d_model = 12 and four heads. How many features has a head in another layer?",
            ),
            _rank(
                "number-of-heads",
                lambda d_model, num_heads: num_heads,
                "This is the number of heads.",
                "How many features does a head have, and how many rows of W_o belong to it?",
            ),
            _rank(
                "nothing-left",
                lambda d_model, num_heads: 0,
                "The rank is 0: nobody writes any more.",
                "Which rows of W_o should stay?",
            ),
            _rank(
                "one-row-silenced",
                lambda d_model, num_heads: d_model - 1,
                "Only one row of W_o is silenced.",
                "How many rows of W_o belong to a head?",
            ),
            _rank(
                "num_heads-rows-left",
                lambda d_model, num_heads: d_model - num_heads,
                "As many rows of W_o are silenced as there are heads.",
                "How many rows of W_o belong to a head?",
            ),
        ),
    ),
    compose=lambda option: option.apply,
    probes=layers,
    one_number=True,
    in_bank=False,
    advice="Print the rank for d_model = 12 and 4 heads, and which rows of W_o are 0.",
)

COUNTEREXAMPLE = counterexample(
    "multi_head_counterexample",
    MULTI_HEAD,
    shown="divided-by-root-d_model",
    bank=(
        "no-output-map",
        "transposed-output-map",
        "transposed-maps",
        "values-through-W_k",
        "self-attention-only",
        "sequences-swapped",
        "reshape-alone",
        "interleaved",
        "merged-without-turning-back",
        "softmax-over-queries",
        "softmax-axis-1",
        "divided-by-d_k",
        "weights-of-one-head",
    ),
    arguments=("X_q", "X_kv", "W_q", "W_k", "W_v", "W_o", "num_heads"),
)

PROBLEMS: tuple[Problem, ...] = (MULTI_HEAD, GUESS, HEAD_RANK, COUNTEREXAMPLE)
