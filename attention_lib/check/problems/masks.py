"""Chapter 5, masks: causal_mask, padding_mask, and attention with a mask."""

from typing import Any

import numpy as np

from attention_lib.check import attending
from attention_lib.check.cases import Shapes, masks
from attention_lib.check.criteria import (
    calls_independent,
    keeps_dtype,
    right_shape,
    right_values,
    zero_where_forbidden,
)
from attention_lib.check.problem import Case, Criterion, Problem
from attention_lib.reference.masks import attention


def _read(title: str, anchor: str) -> str:
    return f"chapter 5, “{title}” (05-masks.html#{anchor})"


SHAPES = Shapes(Q="... n_q d_k", K="... n_k d_k", V="... n_k d_v")


def unmasked(rng: np.random.Generator) -> list[Case]:
    """Without a mask: all sizes different, sizes that coincide, batches."""
    return [*SHAPES.plain(rng), *SHAPES.edges(rng), *SHAPES.batched(rng)]


def _masked(rng: np.random.Generator, batch: tuple[int, ...] = (), scale: float = 1.0) -> list[Case]:
    sizes = SHAPES.sizes(rng)
    kinds = masks(rng, sizes["n_q"], sizes["n_k"], batch)
    return [SHAPES.case(rng, sizes, batch, scale, mask=mask) for mask in kinds.values()]


def masked(rng: np.random.Generator) -> list[Case]:
    """Masks of every kind, without batch axes; then large scores, and far larger values behind the mask."""
    cases = [*_masked(rng), *_masked(rng), *_masked(rng, scale=20)]
    for n in (1, 4):
        square = SHAPES.sizes(rng) | {"n_q": n, "n_k": n}
        cases.append(SHAPES.case(rng, square, mask=masks(rng, n, n)["causal"]))
    for case in _masked(rng):
        hidden = ~np.broadcast_to(case.inputs["mask"], (case.sizes["n_q"], case.sizes["n_k"])).any(axis=0)
        case.inputs["V"][hidden] = 1e9
        cases.append(case)
    return cases


def empty(rng: np.random.Generator) -> list[Case]:
    """Masks with a row, then with nothing but rows, in which no key is allowed; large scores too."""
    cases = []
    for case in [*_masked(rng), *_masked(rng, (3,)), *_masked(rng, scale=20)]:
        mask = np.array(case.inputs["mask"])
        if mask.ndim == 1:
            mask = np.zeros_like(mask)
        else:
            mask[..., -1, :] = False
        cases.append(case.replaced(mask=mask))
    return [*cases, cases[1].replaced(mask=np.zeros_like(cases[1].inputs["mask"]))]


def batched(rng: np.random.Generator) -> list[Case]:
    """Masks of every kind with one batch axis, with two, and with as many batches as queries or keys."""
    cases = [case for batch in ((3,), (2, 4), (1,)) for case in _masked(rng, batch)]
    for name in SHAPES.free:
        sizes = SHAPES.sizes(rng)
        mask = masks(rng, sizes["n_q"], sizes["n_k"], (sizes[name],))["padding"]
        cases.append(SHAPES.case(rng, sizes, (sizes[name],), mask=mask))
    return cases


def dtypes(rng: np.random.Generator) -> list[Case]:
    """float32, then float64; with a mask and without."""
    double = [*_masked(rng)[2:], SHAPES.case(rng, SHAPES.sizes(rng)), *_masked(rng, (3,))[3:4]]
    return [case.astype(np.float32) for case in double] + double


def large(rng: np.random.Generator) -> list[Case]:
    """Scores of thousands, with a mask; rows far apart."""
    cases = _masked(rng, scale=60)
    apart = _masked(rng)[2]
    apart.inputs["K"][:, 0] = 40.0 + rng.normal(size=len(apart.inputs["K"]))
    apart.inputs["Q"][0, 0], apart.inputs["Q"][-1, 0] = 400.0, -400.0
    return [*cases, apart]


def probes(rng: np.random.Generator) -> list[Case]:
    """Everything that tells mistakes apart: kinds of mask, sizes, batches, empty rows, large scores."""
    square = SHAPES.sizes(rng) | {"n_q": 4, "n_k": 4}
    cases = [*_masked(rng), *_masked(rng), *SHAPES.probes(rng)[:20:2]]
    cases += [SHAPES.case(rng, square, mask=m) for m in masks(rng, 4, 4).values()]
    cases += [*_masked(rng, (3,)), *_masked(rng, (2, 3)), *empty(rng), *large(rng), *large(rng)]
    sizes = SHAPES.sizes(rng)
    alike = dict.fromkeys(SHAPES.free, 3)
    return [
        *cases,
        *(
            SHAPES.case(rng, alike, batch, mask=m)
            for batch in ((), (3,))
            for m in masks(rng, 3, 3, batch).values()
        ),
        SHAPES.case(rng, sizes, (sizes["n_q"],), mask=_each(rng, sizes)),
    ]


def _each(rng: np.random.Generator, sizes: dict[str, int]) -> Any:
    return masks(rng, sizes["n_q"], sizes["n_k"], (sizes["n_q"],))["each"]


def napkin(rng: np.random.Generator) -> list[Case]:
    """Whole numbers, few first; with a mask, with an empty row, without one."""
    sizes = [{"n_q": 1, "n_k": 2, "d_k": 1, "d_v": 1}, {"n_q": 2, "n_k": 2, "d_k": 1, "d_v": 1}]
    sizes += [{"n_q": 2, "n_k": 3, "d_k": 2, "d_v": 1}]
    cases = [
        SHAPES.case(rng, s, whole=True, mask=masks(rng, s["n_q"], s["n_k"])[kind])
        for s in sizes
        for kind in ("keys", "causal", "pairs")
    ]
    lone = SHAPES.case(rng, sizes[0], whole=True, mask=np.array([[False, False]]))
    batch = SHAPES.case(rng, sizes[1], (2,), whole=True, mask=masks(rng, 2, 2, (2,))["padding"])
    return [*cases, lone, *SHAPES.napkin(rng), batch]


MASKED_ATTENTION = Problem(
    name="masked_attention",
    arguments=("Q", "K", "V", "mask"),
    header="masked_attention(Q, K, V, mask=None)",
    reference=attention,
    results=("output", "weights"),
    read=_read("What goes wrong", "what-goes-wrong"),
    criteria=(
        Criterion("shape", 1, "output is (n_q, d_v), weights are (n_q, n_k)", right_shape(SHAPES.plain)),
        Criterion(
            "unmasked", 1, "without a mask it is attention as before", right_values(unmasked), ("shape",)
        ),
        Criterion(
            "masked",
            3,
            "forbidden keys are out, and the rest still sums to 1",
            right_values(masked),
            ("shape",),
        ),
        Criterion(
            "exact",
            1,
            "the weight of a forbidden key is exactly 0",
            zero_where_forbidden(masked),
            ("masked",),
        ),
        Criterion(
            "empty",
            2,
            "a query with nothing to see has weights 0 and output 0",
            right_values(empty),
            ("masked",),
        ),
        Criterion(
            "batch",
            1,
            "masks with batch axes, and without them for all batches",
            right_values(batched),
            ("masked",),
        ),
        Criterion("stable", 1, "scores of thousands overflow nothing", right_values(large), ("masked",)),
        Criterion(
            "calls",
            1,
            "Q, K, V and mask are left as they were, and no call affects another",
            calls_independent(masked, unmasked, empty, batched, dtypes),
            ("masked",),
        ),
        Criterion(
            "dtype", 1, "float32 gives float32, float64 gives float64", keeps_dtype(dtypes), ("masked",)
        ),
    ),
    choices=attending.CHOICES,
    compose=attending.compose,
    probes=probes,
    napkin=napkin,
    magnitude=attending.magnitude,
)

PROBLEMS: tuple[Problem, ...] = (MASKED_ATTENTION,)
