"""The checker on chapter 2, beyond the bank: partial credit, and the companions."""

from pathlib import Path
from runpy import run_path

import numpy as np
import pytest

from attention_lib.check import PROBLEMS, run
from attention_lib.check.diagnose import implementations


def test_every_single_known_mistake_is_caught_and_named():
    for options, function in implementations(PROBLEMS["softmax"]):
        if len(options) == 1:
            report = run("softmax", function, seed=1)
            assert not report.passed
            assert options[0].name in [diagnosis.name for diagnosis in report.diagnosis]


BANK = Path(__file__).with_name("bank")


def in_bank(problem, which):
    return run_path(str(BANK / problem / "wrong" / f"{which}.py"))[problem]


@pytest.mark.parametrize(
    ("which", "points"),
    [("textbook_formula", 8), ("maximum_of_everything", 8), ("axis_forgotten", 8), ("only_exponentials", 1)],
)
def test_credit_is_partial_by_what_holds(which, points):
    assert run("softmax", in_bank("softmax", which)).score == points


def test_the_hint_on_a_wrong_signature_keeps_the_default():
    assert "def softmax(scores, axis=-1):" in run("softmax", lambda scores: scores).diagnosis[0].hint


@pytest.mark.parametrize(
    ("gap", "names"),
    [
        (lambda share: share / (1 - share), "odds"),
        (lambda share: np.log2(share / (1 - share)), "base-2"),
        (lambda share: np.log(1 - share) - np.log(share), "turned-around"),
        (np.log, "log-share"),
        (lambda share: 2 * np.log(share / (1 - share)), "constant-factor"),
    ],
)
def test_a_wrong_gap_is_rejected_and_named(gap, names):
    report = run("gap_for", gap)
    assert report.score == 0
    assert [diagnosis.name for diagnosis in report.diagnosis] == names.split()


@pytest.mark.parametrize("grid", [np.arange(0, 5, 0.001), np.arange(0, 8, 0.02)], ids=["short", "coarse"])
def test_a_grid_too_short_or_too_coarse_is_found_out_on_every_seed(grid):
    def measured(share):
        return grid[np.argmin(np.abs(1 / (1 + np.exp(-grid)) - share))]

    assert not any(run("gap_for", measured, seed=seed).passed for seed in range(30))


@pytest.mark.parametrize(
    ("scores", "points"),
    [
        ([[1000.0, 1001.0, 1003.0], [0.0, 1.0, 3.0]], 4),
        ([[0.0, 0.0], [-2000.0, -2000.0]], 3),
        ([[1.0, 2.0], [3.0, 4.0]], 1),
        ([[np.nan]], 0),
        ([[1000, 1001, 1003], [0, 1, 3]], 4),
    ],
)
def test_a_counterexample_earns_what_it_exposes(scores, points):
    assert run("softmax_counterexample", lambda: np.array(scores)).score == points
