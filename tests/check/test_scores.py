"""The checker on chapter 1, beyond the bank: two mistakes at once, partial credit, the companions."""

from pathlib import Path
from runpy import run_path

import numpy as np
import pytest

from attention_lib.check import PROBLEMS, run
from attention_lib.check.call import call
from attention_lib.check.diagnose import implementations

SCORES = PROBLEMS["dot_product_scores"]

BANK = Path(__file__).with_name("bank")


def in_bank(problem, which):
    return run_path(str(BANK / problem / "wrong" / f"{which}.py"))[problem]


def results(function, cases):
    found = []
    for case in cases:
        outcome = call(function, case.copy())
        found.append(None if outcome.problem else np.asarray(outcome.value))
    return found


def test_two_known_mistakes_at_once_are_caught_and_named_or_what_is_named_does_the_same():
    known = {"+".join(option.name for option in options): code for options, code in implementations(SCORES)}
    fresh = SCORES.probes(np.random.default_rng(99))
    for options, function in implementations(SCORES):
        if len(options) > 2:
            continue
        name = "+".join(option.name for option in options)
        report = run("dot_product_scores", function, seed=1)
        named = [diagnosis.name for diagnosis in report.diagnosis]
        assert not report.passed, name
        assert named, name
        if name not in named:  # K Kᵀ / √d_k is K Kᵀ: the queries that were scaled are not used
            with np.errstate(all="ignore"):
                pairs = zip(results(function, fresh), results(known[named[0]], fresh), strict=True)
            for mine, theirs in pairs:
                assert (mine is None) == (theirs is None)
                assert mine is None or np.allclose(mine, theirs)


@pytest.mark.parametrize(
    ("which", "points"),
    [
        ("star_for_at", 0),
        ("zeros", 1),
        ("scaled_already", 1),
        ("dot_t", 8),
        ("transposes_only_if_it_must", 9),
        ("loops_over_the_queries_twice", 0),
        ("squeezes", 7),
        ("always_float64", 9),
    ],
)
def test_credit_is_partial_by_what_holds(which, points):
    assert run("dot_product_scores", in_bank("dot_product_scores", which)).score == points


@pytest.mark.parametrize(
    ("length", "names"),
    [
        (np.cos, "inverse"),
        (lambda angle: np.round(np.cos(angle), 3), "inverse"),
        (lambda angle: 1 / np.sin(angle), "sine"),
        (lambda angle: 1 / np.cos(np.radians(angle)), "degrees one"),  # to 1 % the same, so both are said
        (lambda angle: 1, "degrees one"),
        (lambda angle: round(1000 / np.cos(angle)), "constant-factor"),  # the index, not the length
        (lambda angle: 0.0, "constant"),
    ],
)
def test_a_wrong_tie_length_is_rejected_and_named(length, names):
    report = run("tie_length", length)
    assert report.score == 0
    assert [diagnosis.name for diagnosis in report.diagnosis] == names.split()


@pytest.mark.parametrize("grid", [np.linspace(0, 5, 5001), np.linspace(0, 10, 301)], ids=["short", "coarse"])
def test_a_grid_too_short_or_too_coarse_is_found_out_on_every_seed(grid):
    def measured(angle):
        return grid[np.argmin(np.abs(grid * np.cos(angle) - 1))]

    assert not any(run("tie_length", measured, seed=seed).passed for seed in range(50))


def test_a_tie_length_measured_to_one_per_cent_passes():
    assert run("tie_length", lambda angle: float(np.round(1 / np.cos(angle), 2))).passed


def counterexample(Q, K):
    return run("scores_counterexample", lambda: (np.array(Q), np.array(K)))


def test_a_counterexample_with_all_sizes_different_earns_everything():
    rng = np.random.default_rng(0)
    assert counterexample(rng.normal(size=(2, 3, 5)), rng.normal(size=(2, 4, 5))).score == 4


def test_a_counterexample_that_only_exposes_the_shown_mistake_earns_three():
    report = counterexample([[1.0, 2.0]], [[1.0, 2.0], [0.0, 3.0]])
    assert report.score == 3
    assert "lets" in report.verdicts[-1].message


def test_a_case_on_which_the_broken_function_is_right_earns_only_its_validity():
    assert counterexample(np.ones((2, 3)), np.ones((4, 3))).score == 1


@pytest.mark.parametrize(
    ("Q", "K", "says"),
    [
        (np.ones((2, 3)), np.ones((4, 2)), "Q has d_k = 3 in its last axis, K has 2"),
        (np.full((2, 3), np.nan), np.ones((4, 3)), "finite numbers"),
        (np.ones((200, 300)), np.ones((4, 300)), "at most 1000"),
        (np.array([["a"]]), np.ones((1, 1)), "must be real"),
    ],
)
def test_a_case_without_a_right_answer_earns_nothing_and_says_why(Q, K, says):
    report = counterexample(Q, K)
    assert report.score == 0
    assert says in report.verdicts[0].message


@pytest.mark.parametrize(
    ("case", "says"),
    [
        (None, "is there a return"),
        (3, "this is of type int"),
        ((1,), "these are 1"),
        (([1], [2]), "Q is of type list"),
    ],
)
def test_what_is_no_pair_of_arrays_earns_nothing(case, says):
    report = run("scores_counterexample", lambda: case)
    assert report.score == 0
    assert says in report.verdicts[0].message
