"""Chapter 2: softmax, the gap between two scores that makes a share, and a case that exposes a mistake."""

from collections.abc import Callable
from typing import Any

import numpy as np

from attention_lib.check.counterexample import counterexample
from attention_lib.check.criteria import (
    all_of,
    calls_independent,
    keeps_dtype,
    right_shape,
    right_values,
    zero_where_forbidden,
)
from attention_lib.check.problem import Array, Case, Criterion, Option, Problem, different_sizes
from attention_lib.reference.softmax import softmax


def _read(title: str, anchor: str) -> str:
    return f"chapter 2, “{title}” (02-softmax.html#{anchor})"


AXIS = _read("The wrong axis", "softmax-wrong-axis")
OVERFLOW = _read("Exponentials that overflow", "softmax-overflow")
SHARES = _read("Shares that are none", "softmax-no-shares")
GAP = _read("Differences are what counts", "softmax-differences")


def _case(
    rng: np.random.Generator, shape: tuple[int, ...], axis: int | None = None, size: float = 1.0
) -> Case:
    inputs: dict[str, Any] = {"scores": size * rng.normal(size=shape)}
    return Case(inputs if axis is None else inputs | {"axis": axis})


def plain(rng: np.random.Generator) -> list[Case]:
    """Without an axis: matrices with few and with many columns, a square one, a vector; the same sizes twice."""
    few, n, many = sorted(different_sizes(rng, 3))
    shapes = [(few, many), (many, few), (n, n), (n,), (few, many)]
    return [_case(rng, shape, size=2) for shape in shapes]


def axes(rng: np.random.Generator) -> list[Case]:
    """Every axis of arrays with two, three and four of them, counted from both ends."""
    a, b, n, m = different_sizes(rng, 4)
    shapes = [(n, m), (b, n, m), (a, b, n, m)]
    return [_case(rng, shape, axis) for shape in shapes for axis in range(-len(shape), len(shape))]


def large(rng: np.random.Generator) -> list[Case]:
    """Scores of a thousand and of minus a thousand, and both in one row, then in one matrix."""
    n, m = different_sizes(rng, 2)
    low, high = _case(rng, (n, m)), _case(rng, (n, m))
    far = _case(rng, (n, m))
    low.inputs["scores"] -= 1000
    high.inputs["scores"] += 1000
    far.inputs["scores"] += np.linspace(-2000, 2000, n)[:, None]
    within = _case(rng, (n, m))
    within.inputs["scores"][:, 0] += 3000
    return [high, low, within, far]


def infinite(rng: np.random.Generator) -> list[Case]:
    """Some scores are -inf, never all of a row; the others are small, then below zero themselves."""
    n, m = different_sizes(rng, 2)
    cases = [_case(rng, (n, m)), _case(rng, (n, m))]
    cases[1].inputs["scores"] -= 400  # whose exponentials are not 0 yet
    for case in cases:
        case.inputs["scores"][np.arange(n), rng.integers(0, m, size=n)] = -np.inf
    return cases


def dtypes(rng: np.random.Generator) -> list[Case]:
    """float32, then float64; a matrix, then a batch."""
    b, n, m = different_sizes(rng, 3)
    double = [_case(rng, (n, m)), _case(rng, (b, n, m))]
    return [Case({"scores": case.inputs["scores"].astype(np.float32)}) for case in double] + double


def _peak(rng: np.random.Generator, rows: int) -> Case:
    """A score so far above the others that the mean does not help, and not so far that they become 0."""
    case = _case(rng, (rows, 40), size=0.1)
    case.inputs["scores"][:, 0] += 735
    return case


def probes(rng: np.random.Generator) -> list[Case]:
    """Axes, sizes that coincide, and large scores, on which the known mistakes part."""
    a, b, n, m = different_sizes(rng, 4)
    square = Case({"scores": 1000 + rng.normal(size=(m, m))})
    return [
        square,
        _case(rng, (n, m), -1),
        _case(rng, (n, m), 0, 3),
        _case(rng, (n, n), -1),
        _case(rng, (m, m), 0),
        _case(rng, (n, m), 1),
        *(case for _ in range(2) for case in large(rng) if np.ptp(case.inputs["scores"][0]) < 100),
        *(_peak(rng, rows) for rows in (2, 3)),
        *infinite(rng),
        _case(rng, (b, n, m), -1),
        _case(rng, (b, n, m), 0),
        _case(rng, (b, n, m), 1),
        _case(rng, (n, n, n), 2),
        _case(rng, (a, b, n, m), -1),
        _case(rng, (a, b, n, m), 2),
    ]


def napkin(rng: np.random.Generator) -> list[Case]:
    """Small integers, then larger ones, then an axis."""
    small = [
        Case({"scores": rng.integers(0, 4, size=shape).astype(float)}) for shape in ((1, 2), (2, 2), (2, 3))
    ]
    apart = Case({"scores": np.array([[1000.0, 1001.0], [0.0, 1.0]])})
    forbidden = Case({"scores": np.array([[1.0, -np.inf, 2.0]])})
    columns = Case({"scores": rng.integers(0, 4, size=(2, 3)).astype(float), "axis": 0})
    batch = Case({"scores": rng.integers(0, 4, size=(2, 1, 2)).astype(float)})
    return [*small, apart, forbidden, columns, batch]


ALONG = (
    Option("given-axis", lambda scores, axis: axis),
    Option(
        "always-last-axis",
        lambda scores, axis: -1,
        "The argument axis is not used: it is always the last one.",
        "Which of your operations take an axis, and which axis do you give them?",
        AXIS,
    ),
    Option(
        "always-first-axis",
        lambda scores, axis: 0,
        "It is always the first axis that is shared out: the columns sum to 1, where the rows should.",
        "Which of your operations take an axis, and which axis do you give them?",
        AXIS,
    ),
    Option(
        "always-axis-1",
        lambda scores, axis: 1,
        "It is always axis 1, which is the last one for two axes only.",
        "Which number names the last axis, however many there are?",
        AXIS,
    ),
    Option(
        "whole-array",
        lambda scores, axis: None,
        "One share-out for the whole array: all entries together sum to 1, where each row should.",
        "np.sum and np.max without an axis go over everything.",
        AXIS,
    ),
)

POWER = (
    Option(
        "maximum-subtracted", lambda scores, axis: np.exp(scores - np.max(scores, axis=axis, keepdims=True))
    ),
    Option(
        "no-maximum",
        lambda scores, axis: np.exp(scores),
        "The exponentials overflow: the largest score is not subtracted first.",
        "The exponential of 1000 is too large for float64. What may you subtract from every score of a row?",
        OVERFLOW,
    ),
    Option(
        "global-maximum",
        lambda scores, axis: np.exp(scores - np.max(scores)),
        "The largest score of all rows is subtracted, and not each row's own: rows far below it become 0 / 0.",
        "Each row may have a constant of its own.",
        OVERFLOW,
    ),
    Option(
        "mean-subtracted",
        lambda scores, axis: np.exp(scores - np.mean(scores, axis=axis, keepdims=True)),
        "The mean is subtracted, and not the maximum: a score far above the mean still overflows.",
        "Which constant leaves no exponent above 0?",
        OVERFLOW,
    ),
    Option(
        "base-2",
        lambda scores, axis: 2.0 ** (scores - np.max(scores, axis=axis, keepdims=True)),
        "These are powers of 2, and not of e.",
        "Which function is meant by exp?",
        SHARES,
    ),
    Option(
        "negated",
        lambda scores, axis: np.exp(-scores + np.min(scores, axis=axis, keepdims=True)),
        "The sign is turned around: the smallest score gets the largest share.",
        "A larger score should make a larger share.",
        SHARES,
    ),
    Option(
        "no-exponential",
        lambda scores, axis: scores,
        "The scores themselves are divided by their sum; there is no exponential.",
        "What becomes of a score of -1, or of a row that sums to 0?",
        SHARES,
    ),
    Option(
        "sigmoid",
        lambda scores, axis: 1 / (1 + np.exp(-scores)),
        "Each score goes through a sigmoid, by itself, before it is shared out.",
        "The numerator of a share is a plain exponential.",
        SHARES,
    ),
)

DIVISION = (
    Option("by-the-sum", lambda exps, axis: exps / np.sum(exps, axis=axis, keepdims=True)),
    Option(
        "not-divided",
        lambda exps, axis: exps,
        "The shares do not sum to 1: nothing is divided by the sum.",
        "What must the shares of one row add up to?",
        SHARES,
    ),
    Option(
        "sum-without-keepdims",
        lambda exps, axis: exps / np.sum(exps, axis=axis),
        "The sums of the rows are lined up with the columns: the sum has lost the axis it went over.",
        "Write down the shape of the sum, and how NumPy lines it up. What keeps the axis?",
        AXIS,
    ),
    Option(
        "by-the-maximum",
        lambda exps, axis: exps / np.max(exps, axis=axis, keepdims=True),
        "It is divided by the largest exponential, and not by their sum.",
        "What must the shares of one row add up to?",
        SHARES,
    ),
    Option(
        "by-the-length",
        lambda exps, axis: exps / np.sqrt(np.sum(exps**2, axis=axis, keepdims=True)),
        "It is divided by the length of the row as a vector, and not by its sum.",
        "What must the shares of one row add up to?",
        SHARES,
    ),
    Option(
        "logarithm",
        lambda exps, axis: np.log(exps / np.sum(exps, axis=axis, keepdims=True)),
        "These are the logarithms of the shares.",
        "A share lies between 0 and 1.",
        SHARES,
    ),
    Option(
        "hard",
        lambda exps, axis: (exps == np.max(exps, axis=axis, keepdims=True)).astype(exps.dtype),
        "The largest score takes all; the others get nothing.",
        "A softmax leaves something for everyone.",
        SHARES,
    ),
)


def _compose(along: Option, power: Option, division: Option) -> Callable[..., Array]:
    def implementation(scores: Array, axis: int = -1) -> Any:
        used = along.apply(scores, axis)
        return division.apply(power.apply(scores, used), used)

    return implementation


SOFTMAX = Problem(
    name="softmax",
    arguments=("scores", "axis"),
    reference=softmax,
    read=_read("What goes wrong", "what-goes-wrong"),
    criteria=(
        Criterion("shape", 1, "as many shares as scores: the shape is kept", right_shape(plain)),
        Criterion(
            "values",
            2,
            "along the last axis, exp(score) over the sum of all",
            right_values(plain),
            ("shape",),
        ),
        Criterion(
            "axis",
            2,
            "or along the axis that is named, counted from either end",
            right_values(axes),
            ("values",),
        ),
        Criterion(
            "stable",
            2,
            "scores of ±1000 overflow nothing, rows far apart neither",
            right_values(large),
            ("values",),
        ),
        Criterion(
            "infinite",
            1,
            "a score of -inf gets the share 0",
            all_of(right_values(infinite), zero_where_forbidden(infinite)),
            ("values",),
        ),
        Criterion(
            "calls",
            1,
            "the scores are left as they were, and no call affects another",
            calls_independent(plain, axes, large, dtypes),
            ("values",),
        ),
        Criterion(
            "dtype", 1, "float32 gives float32, float64 gives float64", keeps_dtype(dtypes), ("values",)
        ),
    ),
    choices=(ALONG, POWER, DIVISION),
    compose=_compose,
    probes=probes,
    napkin=napkin,
    header="softmax(scores, axis=-1)",
    advice="Take the case below, and go through your code with it line by line, with a pencil.",
)


def shares(rng: np.random.Generator) -> list[Case]:
    """From a little more than a half to nearly all."""
    return [Case({"share": float(share)}) for share in (0.6, 0.995, *rng.uniform(0.6, 0.99, size=10))]


def _gap(name: str, gap: Callable[[float], Any], sentence: str = "", hint: str = "") -> Option:
    return Option(name, gap, sentence, hint, GAP)


def _log_odds(share: float) -> Any:
    return np.log(share / (1 - share))


GAP_FOR = Problem(
    name="gap_for",
    arguments=("share",),
    reference=_log_odds,
    read=GAP,
    criteria=(Criterion("gap", 2, "the gap is right to 1 %", right_values(shares)),),
    choices=(
        (
            _gap("log-odds", _log_odds),
            _gap(
                "odds",
                lambda share: share / (1 - share),
                "This is how many times the larger share is the smaller one, and not yet the gap between the scores.",
                "Which function turns a ratio of exponentials into a difference?",
            ),
            _gap(
                "log-share",
                np.log,
                "This is the logarithm of the share, as if it were alone.",
                "The other share is 1 less this one; the gap compares the two.",
            ),
            _gap(
                "base-2",
                lambda share: np.log2(share / (1 - share)),
                "It is the gap for powers of 2.",
                "The exponential's base is e.",
            ),
            _gap(
                "turned-around",
                lambda share: -_log_odds(share),
                "The sign is turned around.",
                "The gap is how much larger the larger score is.",
            ),
        ),
    ),
    compose=lambda option: option.apply,
    probes=shares,
    accuracy=0.01,
    one_number=True,
    in_bank=False,
    advice="If you try a row of gaps: does it reach 6, and are its steps less than 1 % of the smallest, 0.4?",
)

COUNTEREXAMPLE = counterexample(
    "softmax_counterexample",
    SOFTMAX,
    shown="global-maximum",
    bank=("no-maximum", "base-2", "always-first-axis", "whole-array", "sum-without-keepdims"),
    arguments=("scores",),
)

PROBLEMS = (SOFTMAX, GAP_FOR, COUNTEREXAMPLE)
