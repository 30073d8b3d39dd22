"""Chapter 4: attention without a mask, a needle among many keys, and a case that exposes a mistake."""

from collections.abc import Callable
from typing import Any

import numpy as np

from attention_lib.check import attending
from attention_lib.check.cases import Shapes
from attention_lib.check.counterexample import counterexample
from attention_lib.check.criteria import calls_independent, keeps_dtype, right_shape, right_values
from attention_lib.check.guess import guess
from attention_lib.check.problem import Case, Criterion, Option, Problem
from attention_lib.reference.values import attention


def _read(title: str, anchor: str) -> str:
    return f"chapter 4, “{title}” (04-values.html#{anchor})"


SHAPES = Shapes(Q="... n_q d_k", K="... n_k d_k", V="... n_k d_v")


def plain(rng: np.random.Generator) -> list[Case]:
    """All sizes different; one with 11 features, a size at which no other divisor is √d_k by chance."""
    return [*SHAPES.plain(rng), SHAPES.case(rng, SHAPES.sizes(rng, d_k=11))]


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
    forbidden=("scaled_dot_product_attention", "nn.MultiheadAttention"),
    instead="Write the steps yourself: the scores, their softmax, and the sum of the values by these weights.",
    read=_read("What goes wrong", "what-goes-wrong"),
    criteria=(
        Criterion("shape", 1, "output is (n_q, d_v), weights are (n_q, n_k)", right_shape(plain)),
        Criterion(
            "weights",
            2,
            "the softmax of q·k / √d_k over the keys",
            right_values(plain, "weights"),
            ("shape",),
        ),
        Criterion(
            "output",
            2,
            "row i sums weight (i, j) times value j",
            right_values(plain, "output"),
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
            "batch", 1, "leading batch axes are kept", right_values(SHAPES.batched), ("weights", "output")
        ),
        Criterion(
            "calls",
            1,
            "Q, K and V are left as they were, and no call affects another",
            calls_independent(plain, SHAPES.edges, SHAPES.batched, SHAPES.dtypes),
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
    others=attending.WHOLE,
    compose=attending.compose_unmasked,
    probes=probes,
    napkin=napkin,
    magnitude=attending.magnitude,
)

NEEDLE = _read("A dictionary that never says no", "values-dictionary")


GUESS = guess("needle_guess", NEEDLE, "a length, a number above 0", lambda number: number > 0)


def others(rng: np.random.Generator) -> list[Case]:
    """From three other keys to a thousand, as often among few as among many; not more than a slow search can do."""
    numbers = np.exp(rng.uniform(np.log(3), np.log(300), size=3))
    return [Case({"n": int(n)}) for n in (3, 1000, 10, *numbers)]


def _needle(name: str, length: Callable[[int], Any], sentence: str = "", hint: str = "") -> Option:
    return Option(name, length, sentence, hint, NEEDLE)


NEEDLE_LENGTH = Problem(
    name="needle_length",
    arguments=("n",),
    reference=lambda n: np.sqrt(2) * np.log(n),
    read=NEEDLE,
    criteria=(
        Criterion("length", 1, "at this length the output is one half (to 1 %)", right_values(others)),
    ),
    choices=(
        (
            _needle("needle", lambda n: np.sqrt(2) * np.log(n)),
            _needle(
                "unscaled",
                np.log,
                "It is the length for scores that are not divided by √d_k.",
                "How many entries has a key here, and what does that do to the score?",
            ),
            _needle(
                "scaled-by-d_k",
                lambda n: 2 * np.log(n),
                "It is the length for scores that are divided by d_k, or twice by its root.",
                "What are the scores of your attention divided by, and how often?",
            ),
            _needle(
                "one-too-many",
                lambda n: np.sqrt(2) * np.log(n + 1),
                "There is one other key too many.",
                "How many rows has K, and how many of them are the others?",
            ),
            _needle(
                "one-too-few",
                lambda n: np.sqrt(2) * np.log(n - 1),
                "There is one other key too few: the one that is sought has been counted among the n.",
                "How many rows has K, and how many of them are the others?",
            ),
            _needle(
                "base-2",
                lambda n: np.sqrt(2) * np.log2(n),
                "It is the length for powers of 2.",
                "The exponential's base is e.",
            ),
            _needle(
                "base-10",
                lambda n: np.sqrt(2) * np.log10(n),
                "It is the length for powers of 10: np.log10 is the logarithm to base 10.",
                "The exponential's base is e.",
            ),
            _needle(
                "key-lengthened-too",
                lambda n: np.sqrt(np.sqrt(2) * np.log(n)),
                "The sought key is as long as the query, so the score grows with the square of the length.",
                "Which of the two is to be made longer, and which stays as it is?",
            ),
            _needle(
                "the-output",
                lambda n: 0.5,
                "It is the output, one half, and not the length of the query.",
                "Your search knows at which place the output is nearest to one half. Which length stands there?",
            ),
            _needle(
                "in-proportion",
                lambda n: np.sqrt(2) * np.log(10) / 10 * n,
                "It is in proportion to n, from the example with ten others.",
                "Ask with such a query among 100 others. What comes out?",
            ),
            _needle(
                "first-step",
                lambda n: 0.9,
                "It is 0.9 for every n, the first length that was tried.",
                "Does your search compare the output with one half?",
            ),
        ),
    ),
    compose=lambda option: option.apply,
    probes=others,
    accuracy=0.01,
    one_number=True,
    in_bank=False,
    advice="Is it a length that you return, and not its place in the array, or the output there? If you try a row of "
    "lengths: does it go from 0.9 to 10, in steps of 0.005 or less?",
)

COUNTEREXAMPLE = counterexample(
    "values_counterexample",
    ATTENTION,
    shown="softmax-over-queries",
    bank=(
        "no-scale",
        "divided-by-root-n_k",
        "reversed-axes",
        "softmax-axis-1",
        "weights-transposed",
        "keys-read",
        "hardest-value",
        "scores-for-weights",
    ),
)

PROBLEMS: tuple[Problem, ...] = (ATTENTION, GUESS, NEEDLE_LENGTH, COUNTEREXAMPLE)
