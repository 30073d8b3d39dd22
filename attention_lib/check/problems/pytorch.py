"""Chapter 9, PyTorch: MultiHeadAttention, a class."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from attention_lib.check import attending, modules
from attention_lib.check.attending import flip, without
from attention_lib.check.cases import Shapes, masks
from attention_lib.check.criteria import (
    all_of,
    calls_independent,
    keeps_dtype,
    right_values,
    zero_where_forbidden,
)
from attention_lib.check.problem import Array, Case, Criterion, Option, Problem, State, Steps
from attention_lib.check.problems import multi_head
from attention_lib.reference.heads import combine_heads, split_heads
from attention_lib.reference.masks import attention
from attention_lib.reference.multi_head import for_heads

READ = "the library, “MultiHeadAttention” (api.html#attention_lib.reference.pytorch.MultiHeadAttention)"

SHAPES = Shapes(
    query="... n_q d_model",
    key="... n_k d_model",
    value="... n_k d_model",
    W_q="d_model d_model",
    W_k="d_model d_model",
    W_v="d_model d_model",
    W_o="d_model d_model",
    num_heads="= h",
    derived={"d_model": lambda sizes: sizes["h"] * sizes["d_k"]},
    extra=("h", "d_k"),
)


def reference(
    query: Array,
    key: Array,
    value: Array,
    W_q: Array,
    W_k: Array,
    W_v: Array,
    W_o: Array,
    num_heads: int,
    mask: Array | None = None,
) -> tuple[Array, Array]:
    """What the layer computes, on arrays: multi-head attention whose values come from a sequence of their own."""
    Q, K, V = (split_heads(X @ W, num_heads) for X, W in ((query, W_q), (key, W_k), (value, W_v)))
    Z, weights = attention(Q, K, V, for_heads(mask, query, key))  # (..., h, n_q, d_k)
    return combine_heads(Z) @ W_o, weights


def _case(
    rng: np.random.Generator, sizes: Mapping[str, int], batch: Sequence[int] = (3,), **others: Any
) -> Case:
    """One case, with one batch axis unless told otherwise; its scores are neither all alike nor all extreme."""
    drawn = SHAPES.case(rng, sizes, batch, **others)
    root = np.sqrt(drawn.sizes["d_model"])
    return drawn.replaced(**{name: drawn.inputs[name] / root for name in modules.MAPS})


def _sizes(rng: np.random.Generator, **fixed: int) -> dict[str, int]:
    """Different sizes; h and d_k at most 4, so that d_model stays small."""
    h, d_k = (int(size) for size in rng.permutation([2, 3, 4])[:2])
    n_q, n_k = (int(size) for size in rng.permutation([5, 6, 7])[:2])
    return {"n_q": n_q, "n_k": n_k, "h": h, "d_k": d_k} | fixed


def plain(rng: np.random.Generator) -> list[Case]:
    """Three sequences, one batch axis, no mask; then self-attention, and sizes that coincide or are 1."""
    cases = [_case(rng, _sizes(rng)), _case(rng, _sizes(rng)), _case(rng, _sizes(rng, n_q=5, n_k=5))]
    X = cases[2].inputs["query"]
    cases.append(cases[2].replaced(key=X.copy(), value=X.copy()))
    fixed = [
        {"h": 1},
        {"d_k": 1},
        {"n_q": 1},
        {"n_k": 1},
        {"h": 3, "d_k": 3},
        {"h": 4, "n_q": 4},
        {"h": 4, "n_k": 4},
    ]
    return [*cases, *(_case(rng, _sizes(rng, **sizes)) for sizes in fixed)]


def _masked(rng: np.random.Generator, sizes: Mapping[str, int], batch: Sequence[int] = (3,)) -> list[Case]:
    """Masks for the whole batch, for each of its sequences, and with an axis of heads."""
    n_q, n_k = sizes["n_q"], sizes["n_k"]
    kinds = masks(rng, n_q, n_k, batch)
    heads = masks(rng, n_q, n_k, (*batch, sizes["h"]))["each"]
    found = [kinds["causal"], kinds["pairs"], heads]
    if batch:
        found += [kinds["padding"], kinds["each"], heads[..., :1, :, :]]
    return [_case(rng, sizes, batch, mask=mask) for mask in found]


def masked(rng: np.random.Generator) -> list[Case]:
    """Masks of every kind, with one batch axis; then with as many sequences in the batch as heads."""
    sizes = _sizes(rng)
    return [*_masked(rng, _sizes(rng), (5,)), *_masked(rng, sizes, (sizes["h"],))]


def empty(rng: np.random.Generator) -> list[Case]:
    """Masks with a row in which no key is allowed."""
    cases = []
    for case in _masked(rng, _sizes(rng)):
        mask = np.array(case.inputs["mask"])
        mask[..., -1, :] = False
        cases.append(case.replaced(mask=mask))
    return cases


def batched(rng: np.random.Generator) -> list[Case]:
    """No batch axis, two of them, three; with masks and without."""
    cases = [_case(rng, _sizes(rng), batch) for batch in ((), (2, 3), (2, 1, 3))]
    return [*cases, *_masked(rng, _sizes(rng), ()), *_masked(rng, _sizes(rng), (2, 3))]


def large(rng: np.random.Generator) -> list[Case]:
    """Scores of thousands, with a mask and without."""
    sizes = _sizes(rng)
    mask = masks(rng, sizes["n_q"], sizes["n_k"])["pairs"]
    cases = [_case(rng, sizes), _case(rng, sizes, mask=mask)]
    return [case.replaced(**{name: case.inputs[name] * 50 for name in modules.SEQUENCES}) for case in cases]


def dtypes(rng: np.random.Generator) -> list[Case]:
    """float32, then float64; no √d_k is a whole number, which any precision would hold."""
    sizes = _sizes(rng, h=2, d_k=3)
    mask = masks(rng, sizes["n_q"], sizes["n_k"])["pairs"]
    double = [_case(rng, _sizes(rng, h=4, d_k=2)), _case(rng, sizes, mask=mask)]
    return [case.astype(np.float32) for case in double] + double


def few(rng: np.random.Generator) -> list[Case]:
    """Without a mask, with one, and with one that has an empty row."""
    sizes = _sizes(rng)
    pairs = masks(rng, sizes["n_q"], sizes["n_k"])["pairs"]
    none = pairs & (np.arange(sizes["n_q"]) > 0)[:, None]
    return [_case(rng, _sizes(rng)), _case(rng, sizes, mask=pairs), _case(rng, sizes, mask=none)]


def one(rng: np.random.Generator) -> list[Case]:
    """One case without a mask."""
    return [_case(rng, _sizes(rng))]


def with_and_without(rng: np.random.Generator) -> list[Case]:
    """One case without a mask, one with."""
    return few(rng)[:2]


def probes(rng: np.random.Generator) -> list[Case]:
    """Everything that tells mistakes apart, the plain cases first."""
    square = [
        _case(rng, _sizes(rng, n_q=n, n_k=n), mask=masks(rng, n, n)[kind])
        for n in (4, 5)
        for kind in ("causal", "pairs")
    ]
    alone = _masked(rng, _sizes(rng), ())  # without batch axes
    return [*plain(rng), *square, *masked(rng), *empty(rng), *batched(rng), *alone, *large(rng), *large(rng)]


def napkin(rng: np.random.Generator) -> list[Case]:
    """Whole numbers, few first; then with a mask, and with two batch axes."""
    steps = [
        {"n_q": n_q, "n_k": n_k, "h": h, "d_k": d}
        for n_q, n_k in ((1, 1), (1, 2), (2, 2))
        for h, d in ((1, 1), (2, 1), (2, 2))
    ]
    cases = [SHAPES.case(rng, sizes, (1,), whole=True) for sizes in steps]
    two = [SHAPES.case(rng, sizes, (1,), whole=True, mask=np.array([[True, False]])) for sizes in steps[3:5]]
    lone = SHAPES.case(rng, steps[4], (1,), whole=True, mask=np.array([[False, False]]))
    apart = [SHAPES.case(rng, steps[4], batch, whole=True) for batch in ((), (2,), (1, 2))]
    return [*cases, *two, lone, *apart]


_alone = partial(Option, alone=True)


def _any_batch(query: Array) -> None:
    """Takes whatever batch axes there are."""


def _one_batch_axis(query: Array) -> None:
    if query.ndim != 3:
        raise ValueError("exactly one batch axis is wanted")


ADMITTING = (
    Option("any-batch-axes", _any_batch),
    Option(
        "one-batch-axis-only",
        _one_batch_axis,
        "It works with exactly one batch axis, and stops where there is none, or more.",
        "Which of your lines says how many axes the query has? Count from the end: n and d_model are shape[-2] and "
        "shape[-1].",
        multi_head.WHAT,
    ),
)


def _of_three(projecting: Callable[..., Any]) -> Callable[..., Any]:
    """A way to project two sequences, for three: keys come from the second, values from the third."""

    def project(query: Array, key: Array, value: Array, *others: Any) -> tuple[Array, Array, Array]:
        Q, K, _ = projecting(query, key, *others)
        return Q, K, projecting(query, value, *others)[2]

    return project


# Each takes query, key and value, the three maps and the number of heads, and gives queries, keys and values of all heads.
PROJECTING = (
    *(
        replace(option, apply=_of_three(option.apply))
        for option in without(
            multi_head.PROJECTING,
            "self-attention-only",
            "values-from-the-asking-sequence",
            "sequences-swapped",
            "sequences-swapped-where-as-long",
            "all-from-the-answering-sequence",
            "all-from-the-answering-sequence-where-as-long",
            "values-from-keys",
        )
    ),
    _alone(
        "values-from-keys",
        lambda q, k, v, W_q, W_k, W_v, h: (q @ W_q, k @ W_k, k @ W_k @ W_v),
        "The values are made from what W_k gives, and not from the argument value.",
        "What does each of the three maps start from?",
        multi_head.SHARED,
    ),
    _alone(
        "all-from-key",
        lambda q, k, v, W_q, W_k, W_v, h: (k @ W_q, k @ W_k, k @ W_v),
        "Queries, keys and values are all made from key: query and value are not used.",
        "Which of the arguments of forward does not appear in your code?",
        multi_head.SHARED,
    ),
    _alone(
        "all-from-value",
        lambda q, k, v, W_q, W_k, W_v, h: (v @ W_q, v @ W_k, v @ W_v),
        "Queries, keys and values are all made from value: query and key are not used.",
        "Which of the arguments of forward does not appear in your code?",
        multi_head.SHARED,
    ),
    _alone(
        "query-and-value-swapped",
        lambda q, k, v, W_q, W_k, W_v, h: (v @ W_q, k @ W_k, q @ W_v),
        "The arguments query and value are swapped: value asks, and what is read is made from query.",
        "In which order does forward take its arguments?",
        multi_head.SHARED,
    ),
    Option(
        "self-attention-only",
        lambda q, k, v, W_q, W_k, W_v, h: (q @ W_q, q @ W_k, q @ W_v),
        "Queries, keys and values are all made from query: key and value are not used.",
        "Who answers, when one sequence asks another?",
        multi_head.SHARED,
    ),
    Option(
        "values-from-key",
        lambda q, k, v, W_q, W_k, W_v, h: (q @ W_q, k @ W_k, k @ W_v),
        "The values are made from key: the argument value is not used.",
        "Which of the arguments of forward does not appear in your code?",
        multi_head.SHARED,
    ),
    Option(
        "values-from-query",
        lambda q, k, v, W_q, W_k, W_v, h: (q @ W_q, k @ W_k, q @ W_v),
        "The values are made from query: the argument value is not used.",
        "Which of the arguments of forward does not appear in your code?",
        multi_head.SHARED,
    ),
    Option(
        "keys-from-value",
        lambda q, k, v, W_q, W_k, W_v, h: (q @ W_q, v @ W_k, v @ W_v),
        "The keys are made from value: the argument key is not used.",
        "Which of the arguments of forward does not appear in your code?",
        multi_head.SHARED,
    ),
    Option(
        "key-and-value-swapped",
        lambda q, k, v, W_q, W_k, W_v, h: (q @ W_q, v @ W_k, k @ W_v),
        "The arguments key and value are swapped: keys are made from value, and values from key.",
        "In which order does forward take its arguments?",
        multi_head.SHARED,
    ),
    Option(
        "query-and-key-swapped",
        lambda q, k, v, W_q, W_k, W_v, h: (k @ W_q, q @ W_k, v @ W_v),
        "The arguments query and key are swapped: key asks, and query answers.",
        "In which order does forward take its arguments?",
        multi_head.SHARED,
    ),
)

FOR_HEADS = (
    *without(multi_head.FOR_HEADS, "axis-by-number-of-axes"),
    Option(
        "axis-by-number-of-axes",
        lambda mask, X_q, X_kv, h: mask[:, None] if np.ndim(mask) == 3 else mask,
        "Whether the mask has an axis of heads is told by its having three axes or four: that is right for one batch "
        "axis only.",
        "A mask with one axis more than query has an axis of heads. How many has it without batch axes, and with two?",
        multi_head.MASK,
    ),
    Option(
        "axis-at-place-1",
        lambda mask, X_q, X_kv, h: mask if mask is None else mask[:, None],
        "The axis for the heads is always put in at place 1: where the mask has no batch axis, it comes between queries "
        "and keys.",
        "Count from the end: where is the axis of heads in the scores?",
        multi_head.MASK,
    ),
)


def _over_axis_2(S: Array) -> Array:
    weights: Array = np.moveaxis(attending.NORMALISING[0].apply(np.moveaxis(S, 2, -1)), -1, 2)
    return weights


NORMALISING = (
    *without(attending.NORMALISING, "divided-by-sum-of-scores", "hard-maximum"),
    Option(
        "softmax-axis-2",
        _over_axis_2,
        "The softmax goes over axis 2: with one batch axis and an axis of heads, that is the queries'.",
        "Which number names the last axis, however many there are?",
        attending.AXIS,
    ),
)

MIXING = tuple(
    replace(option, hint="Which of your four maps is never called?")
    if option.name == "no-output-map"
    else option
    for option in multi_head.MIXING
)

CHOICES = (
    ADMITTING,
    PROJECTING,
    multi_head.SPLITTING,
    FOR_HEADS,
    multi_head.CHOICES[3],  # which are paired
    without(multi_head.SCALING, "divided-by-root-n_q", "fourth-root"),
    multi_head.CHOICES[5],  # what the mask does
    NORMALISING,
    *multi_head.CHOICES[7:9],  # what the weights read, and what is given back
    without(multi_head.MERGING, "heads-in-reverse"),
    MIXING,
    multi_head.HANDING_OVER,
)


def start(
    query: Array,
    key: Array,
    value: Array,
    W_q: Array,
    W_k: Array,
    W_v: Array,
    W_o: Array,
    num_heads: int,
    mask: Array | None = None,
) -> State:
    """The first state: that of multi-head attention, and all three sequences."""
    return multi_head.start(query, key, W_q, W_k, W_v, W_o, num_heads, mask) | {"three": (query, key, value)}


def _admit(state: State, admitting: Callable[[Array], None]) -> State:
    admitting(state["three"][0])
    return state


def _project(state: State, projecting: Callable[..., Any]) -> State:
    return state | {"QKV": projecting(*state["three"], *state["maps"], state["h"])}


compose = Steps(start, (_admit, _project, *multi_head.compose.steps[1:]))
"""An implementation of the layer from one option of each of `CHOICES`."""


def magnitude(
    query: Array,
    key: Array,
    value: Array,
    W_q: Array,
    W_k: Array,
    W_v: Array,
    W_o: Array,
    num_heads: int,
    mask: Array | None = None,
) -> tuple[Array, Array]:
    """The size of the terms on which rounding depends: of the output's entries, and of the weights."""
    Q, K, V = (
        split_heads(np.abs(X) @ np.abs(W), num_heads) for X, W in ((query, W_q), (key, W_k), (value, W_v))
    )
    largest = 1 + np.max(Q @ flip(K) / np.sqrt(Q.shape[-1]), axis=-1, keepdims=True)  # (..., h, n_q, 1)
    _, weights = reference(query, key, value, W_q, W_k, W_v, W_o, num_heads, mask)
    return (
        combine_heads(largest * (weights @ V)) @ np.abs(W_o),
        largest * np.max(weights, axis=-1, keepdims=True),
    )


MULTI_HEAD_ATTENTION = Problem(
    name="MultiHeadAttention",
    arguments=("d_model", "num_heads"),
    header="__init__(self, d_model, num_heads, bias=False)",
    reference=reference,
    results=("output", "weights"),
    is_layer=True,
    forbidden=("nn.MultiheadAttention",),
    instead="Write the steps yourself: project, split into heads, attend in each, combine, and apply W_o.",
    read=READ,
    criteria=(
        Criterion(
            "layers",
            1,
            "W_q, W_k, W_v and W_o are nn.Linear layers from d_model to d_model",
            modules.looks(modules.has_four_maps),
        ),
        Criterion(
            "parameters",
            1,
            "their four weights are the layer's parameters, and there are no others",
            modules.looks(modules.has_their_parameters),
            ("layers",),
        ),
        Criterion(
            "values",
            1,
            "output and weights are those of multi-head attention",
            right_values(plain),
            ("layers",),
        ),
        Criterion(
            "bias",
            1,
            "with bias=True each map has a bias, and adds it",
            modules.looks(modules.uses_biases, one),
            ("values",),
        ),
        Criterion(
            "masked",
            1,
            "masks for all, for each sequence, for each head; what is forbidden weighs exactly 0",
            all_of(right_values(masked), zero_where_forbidden(masked)),
            ("values",),
        ),
        Criterion(
            "empty",
            1,
            "a query with nothing to see has weights 0, and nothing is NaN",
            right_values(empty),
            ("masked",),
        ),
        Criterion(
            "batch",
            1,
            "no batch axis, or several, with masks too",
            right_values(batched),
            ("masked",),
        ),
        Criterion("stable", 1, "scores of thousands overflow nothing", right_values(large), ("masked",)),
        Criterion(
            "gradients",
            1,
            "they reach every weight and every input, and are right",
            modules.looks(modules.sends_gradients, few),
            ("masked",),
        ),
        Criterion(
            "calls",
            1,
            "no call changes the layer, its arguments or another call's result; train() and eval() agree",
            all_of(
                calls_independent(plain, masked), modules.looks(modules.remembers_nothing, with_and_without)
            ),
            ("masked",),
        ),
        Criterion(
            "dtype",
            1,
            "a layer in float32 gives float32, one in float64 float64",
            keeps_dtype(dtypes),
            ("masked",),
        ),
        Criterion(
            "device",
            1,
            "what forward makes is where its inputs are",
            modules.looks(modules.stays_on_its_device, few),
            ("masked",),
        ),
    ),
    choices=CHOICES,
    compose=compose,
    others=multi_head.others(
        reference,
        (*modules.SEQUENCES, *modules.MAPS, "num_heads", "mask"),
        asking="query",
        values="value",
    ),
    probes=probes,
    napkin=napkin,
    magnitude=magnitude,
)

PROBLEMS: tuple[Problem, ...] = (MULTI_HEAD_ATTENTION,)
