"""Chapter 4, values: attention without a mask."""

import numpy as np

from attention_lib.check import attending
from attention_lib.check.cases import Shapes
from attention_lib.check.criteria import calls_independent, keeps_dtype, right_shape, right_values
from attention_lib.check.problem import Case, Criterion, Problem
from attention_lib.reference.values import attention


def _read(title: str, anchor: str) -> str:
    return f"chapter 4, “{title}” (04-values.html#{anchor})"


SHAPES = Shapes(Q="... n_q d_k", K="... n_k d_k", V="... n_k d_v")


def large(rng: np.random.Generator) -> list[Case]:
    """Scores of some thousands, and rows far apart: one query scores all keys high, another all low."""
    case = SHAPES.case(rng, SHAPES.sizes(rng), scale=60)
    apart = SHAPES.case(rng, SHAPES.sizes(rng))
    apart.inputs["K"][:, 0] = 40.0 + rng.normal(size=len(apart.inputs["K"]))
    apart.inputs["Q"][0, 0], apart.inputs["Q"][-1, 0] = 400.0, -400.0
    return [case, apart]


def probes(rng: np.random.Generator) -> list[Case]:
    """All kinds of sizes, then large scores."""
    return [*SHAPES.probes(rng), *large(rng), *large(rng)]


def napkin(rng: np.random.Generator) -> list[Case]:
    """Whole numbers, few first; then scores whose exponentials overflow."""
    far = Case({"Q": np.array([[1000.0]]), "K": np.array([[1.0], [2.0]]), "V": np.array([[1.0], [3.0]])})
    return [*SHAPES.napkin(rng), far]


ATTENTION = Problem(
    name="attention",
    arguments=("Q", "K", "V"),
    reference=attention,
    results=("output", "weights"),
    read=_read("What goes wrong", "what-goes-wrong"),
    criteria=(
        Criterion("shape", 1, "output is (n_q, d_v), weights are (n_q, n_k)", right_shape(SHAPES.plain)),
        Criterion(
            "weights",
            3,
            "the softmax of q·k / √d_k over the keys",
            right_values(SHAPES.plain, "weights"),
            ("shape",),
        ),
        Criterion(
            "output",
            2,
            "row i sums weight (i, j) times value j",
            right_values(SHAPES.plain, "output"),
            ("shape",),
        ),
        Criterion(
            "sizes",
            1,
            "also where sizes coincide or are 1",
            right_values(SHAPES.edges),
            ("weights", "output"),
        ),
        Criterion(
            "stable", 1, "scores of thousands overflow nothing", right_values(large), ("weights", "output")
        ),
        Criterion(
            "batch", 2, "leading batch axes are kept", right_values(SHAPES.batched), ("weights", "output")
        ),
        Criterion(
            "calls",
            1,
            "Q, K and V are left as they were, and no call affects another",
            calls_independent(SHAPES.plain, SHAPES.edges, SHAPES.batched, SHAPES.dtypes),
            ("weights", "output"),
        ),
        Criterion(
            "dtype",
            1,
            "float32 gives float32, float64 gives float64",
            keeps_dtype(SHAPES.dtypes),
            ("weights", "output"),
        ),
    ),
    choices=attending.UNMASKED,
    compose=attending.compose_unmasked,
    probes=probes,
    napkin=napkin,
    magnitude=attending.magnitude,
)

PROBLEMS: tuple[Problem, ...] = (ATTENTION,)
