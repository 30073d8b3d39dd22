"""The checker on chapter 5's companions: how far windows reach, packed texts, a case that exposes a mistake."""

import numpy as np
import pytest

from attention_lib.check import PROBLEMS, run
from attention_lib.check.diagnose import implementations
from attention_lib.reference import attention, causal_mask

Q = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 3.0]])
K = np.array([[1.0, 0.0, 2.0], [3.0, 1.0, 0.0], [0.0, 1.0, 1.0], [2.0, 2.0, 1.0]])
V = np.array([[1.0], [2.0], [7.0], [0.0]])
WITH_EMPTY_ROW = np.array([[True, False, True, False], [False, False, False, False]])


@pytest.mark.parametrize("problem", ["causal_mask", "padding_mask", "reach", "packed_mask"])
def test_every_single_known_mistake_is_caught_and_named(problem):
    singles = [pair for pair in implementations(PROBLEMS[problem]) if len(pair[0]) == 1]
    assert singles
    for options, function in singles:
        report = run(problem, function, seed=1)
        assert not report.passed
        assert options[0].name in [diagnosis.name for diagnosis in report.diagnosis], options[0].name


def measured(window, layers):
    """Count as the notebook proposes."""
    n = 40
    mask = causal_mask(n) & ~np.tri(n, k=-window, dtype=bool)

    def last_output(text):
        for _ in range(layers):
            text, _weights = attention(text, text, text, mask)
        return text[-1]

    text = 0.1 * np.random.default_rng(0).normal(size=(n, 4))
    texts = np.repeat(text[None], n, axis=0) + np.eye(n)[:, :, None]
    return sum(not np.array_equal(last_output(changed), last_output(text)) for changed in texts)


def test_a_reach_that_is_measured_passes():
    assert run("reach", measured).passed


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (lambda window, layers: measured(window, 1), "one-layer"),
        (lambda window, layers: measured(window + 1, layers), "window-too-wide"),
        (lambda window, layers: float(window) ** layers, "power"),
        (lambda window, layers: measured(window, layers) - 1, "without-itself"),
    ],
)
def test_a_wrong_reach_is_rejected_and_named(function, name):
    report = run("reach", function)
    assert report.score == 0
    assert name in [diagnosis.name for diagnosis in report.diagnosis]


@pytest.mark.parametrize(
    ("guess", "points"), [(9, 1), (7.0, 1), (np.int64(3), 1), (None, 0), ("nine", 0), (2.5, 0), (-1, 0)]
)
def test_a_guess_counts_if_it_is_one(guess, points):
    assert run("reach_guess", lambda: guess).score == points


@pytest.mark.parametrize(
    ("case", "points"),
    [
        ((Q, K, V, WITH_EMPTY_ROW), 4),
        ((Q, K, V, WITH_EMPTY_ROW.astype(int)), 0),  # not booleans
        ((Q, K, V, WITH_EMPTY_ROW | True), 1),  # nothing forbidden, nothing exposed
        ((Q, K, V, WITH_EMPTY_ROW[:1]), 1),  # no empty row, so the broken function is right
        ((Q, K, V, np.zeros((2, 4), dtype=bool)), 3),  # nothing but empty rows: some mistakes don't show
        ((Q, K, V), 0),
    ],
)
def test_a_counterexample_earns_what_it_exposes(case, points):
    assert run("masks_counterexample", lambda: case).score == points


def test_the_functions_of_the_notebook_make_ten_points():
    written = [PROBLEMS[name].max_score for name in ("causal_mask", "padding_mask", "masked_attention")]
    assert sum(written) == 10


@pytest.mark.parametrize(
    ("very_low", "points"),
    [(-1e9, 7), (-20.0, 1)],  # a low score where all are forbidden; one that leaks everywhere
)
def test_credit_is_partial_by_what_holds(very_low, points):
    def masked_attention(Q, K, V, mask=None):
        scores = (Q / np.sqrt(Q.shape[-1]).astype(Q.dtype)) @ np.swapaxes(K, -1, -2)
        if mask is not None:
            scores = np.where(mask, scores, Q.dtype.type(very_low))
        exps = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights = exps / exps.sum(axis=-1, keepdims=True)
        return weights @ V, weights

    assert run("masked_attention", masked_attention).score == points
