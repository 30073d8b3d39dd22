"""Chapter 2: softmax, the gap between two scores that makes a share, and a case that exposes a mistake."""

from collections.abc import Callable
from typing import Any

import numpy as np

from attention_lib.check import sharing
from attention_lib.check.counterexample import counterexample
from attention_lib.check.criteria import (
    all_of,
    calls_independent,
    keeps_dtype,
    right_shape,
    right_values,
    zero_where_forbidden,
)
from attention_lib.check.problem import Case, Criterion, Option, Problem, different_sizes
from attention_lib.reference.softmax import softmax


def _case(
    rng: np.random.Generator, shape: tuple[int, ...], axis: int | None = None, size: float = 1.0
) -> Case:
    inputs: dict[str, Any] = {"scores": size * rng.normal(size=shape)}
    return Case(inputs if axis is None else inputs | {"axis": axis}, {"axes": len(shape)}, shape[:-2])


def plain(rng: np.random.Generator) -> list[Case]:
    """Without an axis: matrices with few and with many columns, a square one; the same sizes twice."""
    few, n, many = sorted(different_sizes(rng, 3))
    shapes = [(few, many), (many, few), (n, n), (few, many), (n, many)]
    cases = [_case(rng, shape, size=2) for shape in shapes]
    cases[-1].inputs["scores"][:, -1] -= 15  # of which nothing that is cut off at -10 makes a right share
    return cases


def axes(rng: np.random.Generator) -> list[Case]:
    """Every axis of arrays with one to four of them, counted from both ends; a vector without an axis."""
    a, b, n, m = different_sizes(rng, 4)
    shapes = [(n, m), (b, n, m), (a, b, n, m), (m,)]
    named = [_case(rng, shape, axis) for shape in shapes for axis in range(-len(shape), len(shape))]
    return [*named, _case(rng, (n,), size=2)]


def large(rng: np.random.Generator) -> list[Case]:
    """Scores of a thousand and of minus a thousand, and one far above the others of its row, then rows far apart."""
    n, m = different_sizes(rng, 2)
    low, high = _case(rng, (n, m)), _case(rng, (n, m))
    far = _case(rng, (n, m))
    low.inputs["scores"] -= 1000
    high.inputs["scores"] += 1000
    far.inputs["scores"] += np.linspace(-2000, 2000, n)[:, None]
    within = [_case(rng, (n, m)) for _ in range(2)]
    for place, case in zip((0, -1), within, strict=True):  # so that no search may begin late, or end early
        case.inputs["scores"][:, place] += 3000
    return [high, low, *within, far]


def infinite(rng: np.random.Generator, levels: tuple[int, ...] = (0, -400)) -> list[Case]:
    """Some scores are -inf, never all of a row; the others are small, then far below zero themselves.

    The exponential of -400 is not 0 yet.
    """
    n, m = different_sizes(rng, 2)
    cases = [_case(rng, (n, m)) for _ in levels]
    for level, case in zip(levels, cases, strict=True):
        case.inputs["scores"] += level
        case.inputs["scores"][np.arange(n), rng.integers(0, m, size=n)] = -np.inf
    return cases


def dtypes(rng: np.random.Generator) -> list[Case]:
    """float32, then float64; a matrix, then a batch."""
    b, n, m = different_sizes(rng, 3)
    double = [_case(rng, (n, m)), _case(rng, (b, n, m))]
    return [Case({"scores": case.inputs["scores"].astype(np.float32)}) for case in double] + double


def _alone(rng: np.random.Generator, rows: int, score: float, place: int = 0) -> Case:
    """One score far above the others, or far below: just so far that some constants help, and others don't."""
    case = _case(rng, (rows, 40), size=0.1)
    case.inputs["scores"][:, place] += score
    return case


def _apart(rng: np.random.Generator, rows: int, step: float) -> Case:
    """Each row so far below the one before: exp(-37) is not 0, and yet far below what people add against 0."""
    case = _case(rng, (rows, 4))
    case.inputs["scores"] -= step * np.arange(rows)[:, None]
    return case


def probes(rng: np.random.Generator) -> list[Case]:
    """Axes, sizes that coincide, and large scores, on which the known mistakes part."""
    a, b, n, m = different_sizes(rng, 4)
    square = _case(rng, (m, m))
    square.inputs["scores"] += 1000
    return [
        square,
        _case(rng, (n, m), -1),
        _case(rng, (n, m), 0, 3),
        _case(rng, (n, n), -1),
        _case(rng, (m, m), 0),
        _case(rng, (n, n), -2),
        _case(rng, (n, m), 1),
        *large(rng)[:2],
        *large(rng)[:2],
        # 735 less the mean overflows, 720 does not
        *(_alone(rng, rows, score) for score in (735, 720, -800) for rows in (2, 3)),
        *(_alone(rng, rows, 735, -1) for rows in (2, 3)),
        *(_apart(rng, rows, step) for step in (37, 2000) for rows in (2, 3)),
        *(case for _ in range(2) for case in infinite(rng, (0, -400, -999))),
        _case(rng, (b, n, m), -1),
        _case(rng, (b, n, m), 0),
        _case(rng, (b, n, m), 1),
        _case(rng, (b, n, m), -2),
        *(_case(rng, (n, n, n), axis) for axis in (0, 1, 2)),
        *(_case(rng, (a, b, n, m), axis) for axis in (-1, 0, 1, 2, -3)),
        _case(rng, (m, m, m, m), 0),
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


SOFTMAX = Problem(
    name="softmax",
    arguments=("scores", "axis"),
    reference=softmax,
    read=sharing.read("What goes wrong", "what-goes-wrong"),
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
    choices=(sharing.ALONG, sharing.POWER, sharing.DIVISION),
    compose=sharing.compose,
    others=(*sharing.GUARDED, *sharing.MOVED, *sharing.TOGETHER),
    probes=probes,
    napkin=napkin,
    header="softmax(scores, axis=-1)",
    advice="Take the case below, and go through your code with it line by line, with a pencil.",
)


def shares(rng: np.random.Generator) -> list[Case]:
    """From a little more than a half to nearly all."""
    return [Case({"share": float(share)}) for share in (0.6, 0.995, *rng.uniform(0.6, 0.99, size=10))]


def _gap(name: str, gap: Callable[[float], Any], sentence: str = "", hint: str = "") -> Option:
    return Option(name, gap, sentence, hint, sharing.GAP)


def _log_odds(share: float) -> Any:
    return np.log(share / (1 - share))


GAP_FOR = Problem(
    name="gap_for",
    arguments=("share",),
    reference=_log_odds,
    read=sharing.GAP,
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
