"""The checker on chapter 3: partial credit, and what the notebook asks beside scaled_scores."""

import itertools

import numpy as np
import pytest

from attention_lib.check import PROBLEMS, run
from attention_lib.check.diagnose import implementations


def dots(Q, K):
    return Q @ np.swapaxes(K, -1, -2)


def test_every_single_known_mistake_is_caught_and_named():
    single = itertools.takewhile(lambda pair: len(pair[0]) == 1, implementations(PROBLEMS["scaled_scores"]))
    for options, function in single:
        report = run("scaled_scores", function, seed=1)
        assert not report.passed
        assert options[0].name in [diagnosis.name for diagnosis in report.diagnosis]


@pytest.mark.parametrize(
    ("function", "points"),
    [
        (lambda Q, K: Q, 0),
        (lambda Q, K: np.zeros((len(Q), len(K))), 1),
        (lambda Q, K: -dots(Q, K) / Q.shape[-1] ** 0.5, 1),
        (dots, 3),
        (lambda Q, K: dots(Q, K) / K.shape[-2], 3),
        (lambda Q, K: Q @ K.T / Q.shape[-1] ** 0.5, 9),
        (lambda Q, K: dots(Q, K) / np.sqrt(Q.shape[-1]), 9),
        (lambda Q, K: dots(Q, K) / Q.shape[-1] ** 0.5, 10),
    ],
)
def test_credit_is_partial_by_what_holds(function, points):
    assert run("scaled_scores", function).score == points


def test_float64_from_a_root_is_explained():
    report = run("scaled_scores", lambda Q, K: dots(Q, K) / np.sqrt(Q.shape[-1]))
    [failed] = [verdict for verdict in report.verdicts if verdict.status == "fails"]
    assert "A root that widens the numbers" in failed.message


class Drawn:
    """Entries that no call draws twice, and each test in the same order."""

    rng = np.random.default_rng(0)


@pytest.fixture(autouse=True)
def _draws_begin_anew():
    Drawn.rng = np.random.default_rng(0)


def entries(count, d_k, low=-1):
    return Drawn.rng.uniform(low, 1, size=(count, d_k))


def uniform_pairs(d_k, count, low=-1):
    return np.sum(entries(count, d_k, low) * entries(count, d_k, low), axis=-1)


@pytest.mark.parametrize(
    ("spread", "name"),
    [
        (lambda d_k: np.var(uniform_pairs(d_k, 20_000)), "variance"),
        (np.sqrt, "entries-of-variance-1"),
        (lambda d_k: d_k**0.5 / 3**0.5, "one-factor-only"),
        (lambda d_k: d_k / 3, "grows-like-d_k"),
        (lambda d_k: np.std(uniform_pairs(d_k, 20_000) / d_k**0.5), "already-divided"),
        (lambda d_k: np.mean(np.abs(uniform_pairs(d_k, 20_000))), "mean-distance"),
        (lambda d_k: np.std(uniform_pairs(d_k, 20_000, low=0)), "positive-entries"),
        (lambda d_k: np.std(np.sum(entries(20_000, d_k) ** 2, axis=-1)), "query-with-itself"),
        (lambda d_k: np.std(uniform_pairs(100, 20_000)), "always-100"),
        (lambda d_k: 1.5 * np.std(uniform_pairs(d_k, 20_000)), "constant-factor"),
        (lambda d_k: np.std(uniform_pairs(d_k, 50)), "unsteady"),
        (lambda d_k: np.mean(uniform_pairs(d_k, 20_000)), "unsteady"),
        (lambda d_k: np.std(np.sum(entries(20_000, d_k) * entries(20_000, d_k), axis=0)), "unsteady"),
    ],
)
def test_a_wrong_spread_is_rejected_and_named(spread, name):
    report = run("score_spread", spread)
    assert report.score == 0
    assert name in [diagnosis.name for diagnosis in report.diagnosis]


def test_a_measured_spread_passes_every_time():
    for seed in range(10):
        assert run("score_spread", lambda d_k: np.std(uniform_pairs(d_k, 10_000)), seed=seed).passed


@pytest.mark.parametrize(("guess", "points"), [(5, 1), (np.float64(3.2), 1), (1e9, 1), (0, 0), (-3.0, 0)])
def test_a_guess_counts_when_it_is_made_right_or_wrong(guess, points):
    assert run("spread_guess", lambda: guess).score == points


@pytest.mark.parametrize("guess", [None, "five", [5], np.nan, np.array([1.0, 2.0]), ...])
def test_what_is_no_number_is_no_guess(guess):
    report = run("spread_guess", lambda: guess)
    assert report.score == 0
    assert report.verdicts[0].message


@pytest.mark.parametrize(
    ("Q", "K", "points"),
    [
        (np.ones((2, 4)), np.ones((3, 4)), 1),  # the root of 4 is half of it
        (np.ones((2, 5)), np.ones((3, 5)), 3),
        (np.arange(30.0).reshape(3, 2, 5), np.arange(60.0).reshape(3, 4, 5) - 20, 4),
        (np.ones((2, 5)), np.ones((3, 4)), 0),
    ],
)
def test_a_counterexample_earns_what_it_exposes(Q, K, points):
    assert run("scaling_counterexample", lambda: (Q, K)).score == points


def drawn(n, spread, squared=False):
    rows = 200 if squared else 10  # squares vary more from row to row, and 5 % is all that is allowed
    scores = spread * np.random.default_rng().normal(size=(rows, n))
    W = np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)
    if squared:
        return np.mean(1 / np.sum(W**2, axis=-1))
    return np.exp(np.mean(-np.sum(W * np.log(W), axis=-1)))


def test_keys_read_may_be_measured_or_computed():
    for seed in range(10):
        assert run("keys_read", drawn, seed=seed).passed
    assert run("keys_read", lambda n, spread: n / np.exp(spread**2 / 2)).passed


@pytest.mark.parametrize(
    ("count", "name"),
    [
        (lambda n, spread: n, "all-keys"),
        (lambda n, spread: np.log(drawn(n, spread)), "entropy"),
        (lambda n, spread: drawn(n, spread, squared=True), "squared-weights"),
        (lambda n, spread: drawn(n, spread**0.5), "spread-for-variance"),
    ],
)
def test_wrong_numbers_of_keys_are_rejected_and_named(count, name):
    report = run("keys_read", count)
    assert not report.passed
    assert name in [diagnosis.name for diagnosis in report.diagnosis]
