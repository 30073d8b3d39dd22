"""The checker on chapter 6: partial credit, and what the notebook asks beside project_qkv."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from attention_lib.check import PROBLEMS, run
from attention_lib.check.diagnose import implementations
from attention_lib.check.problems.projections import CHANGED
from attention_lib.reference import attention, project_qkv

_spec = importlib.util.spec_from_file_location("bank_files", Path(__file__).with_name("bank_files.py"))
bank_files = importlib.util.module_from_spec(_spec)
sys.modules["bank_files"] = bank_files  # dataclasses look their module up
_spec.loader.exec_module(bank_files)
BANK = {
    entry.path.stem: entry.function()
    for entry in bank_files.entries("wrong") + bank_files.entries("right")
    if entry.problem == "project_qkv"
}


@pytest.mark.parametrize("problem", ["project_qkv", "changed_words"])
def test_every_single_known_mistake_is_caught_and_named(problem):
    for options, function in implementations(PROBLEMS[problem]):
        if len(options) > 1:
            break
        report = run(problem, function, seed=1)
        assert not report.passed
        assert options[0].name in [diagnosis.name for diagnosis in report.diagnosis]


@pytest.mark.parametrize(
    ("which", "points"),
    [
        ("one_letter", 2),  # queries and keys
        ("copied_line", 4),  # shapes, queries and values
        ("one_long_matrix", 8),
        ("scaled_too_early", 4),
        ("always_float64", 9),
        ("in_place", 9),
        ("nothing", 0),
        ("einsum", 10),
    ],
)
def test_credit_is_partial_by_what_holds(which, points):
    assert run("project_qkv", BANK[which]).score == points


@pytest.mark.parametrize("numbers", [(0, 4, 6), (1, 1, 1), [6, 0, 3], tuple(np.array([0, 1, 2]))])
def test_any_prediction_in_whole_numbers_earns_its_point(numbers):
    assert run("predict_changed_words", lambda: numbers).score == 1


@pytest.mark.parametrize(
    "numbers",
    [None, 4, (0, 4), (0, 4, 7), (0, -1, 6), (0.0, 4.0, 6.0), (True, 4, 6), "046", {0: 1, 1: 2, 2: 3}],
)
def test_what_is_no_prediction_earns_nothing_and_is_told_why(numbers):
    report = run("predict_changed_words", lambda: numbers)
    assert report.score == 0
    assert len(report.verdicts[0].message) > 20


def by_loops(X, order, mask, W_q, W_k, W_v):
    before = attention(*project_qkv(X, W_q, W_k, W_v), mask)[0]
    after = attention(*project_qkv(X[order], W_q, W_k, W_v), mask)[0]
    changed = 0
    for place, word in enumerate(order):
        changed += not np.allclose(after[place], before[word], rtol=0, atol=1e-6)
    return changed


def test_a_count_written_otherwise_is_right_on_every_seed():
    assert all(run("changed_words", by_loops, seed=seed).passed for seed in range(20))


def test_a_change_is_never_so_small_that_it_could_be_rounding():
    for seed in range(20):
        rng = np.random.default_rng(seed)
        for case in CHANGED.probes(rng):
            count = CHANGED.reference(*case.copy())
            for size in (1e-9, 1e-4):
                X, order, mask, *maps = case.copy()
                before, _ = attention(*project_qkv(X, *maps), mask)
                after, _ = attention(*project_qkv(X[order], *maps), mask)
                assert count == np.sum(np.abs(after - before[order]).max(axis=-1) > size)


@pytest.mark.parametrize(
    ("case", "points"),
    [
        ([(2, 2, 3), (3, 2), (3, 2), (3, 4)], 4),
        ([(2, 3), (3, 2), (3, 2), (3, 4)], 3),  # no batch, so a flattened one passes
    ],
)
def test_a_counterexample_earns_what_it_exposes(case, points):
    rng = np.random.default_rng(0)
    arrays = tuple(rng.normal(size=shape) for shape in case)
    assert run("projections_counterexample", lambda: arrays).score == points


def test_a_case_of_identities_exposes_nothing():
    X, W = np.array([[1.0, 2.0]]), np.eye(2)
    assert run("projections_counterexample", lambda: (X, W, W, W)).score == 1


def test_a_case_without_a_negative_number_lets_a_relu_pass():
    rng = np.random.default_rng(0)
    arrays = tuple(rng.random(size=shape) for shape in [(2, 2, 3), (3, 2), (3, 2), (3, 4)])
    assert run("projections_counterexample", lambda: arrays).score == 3
