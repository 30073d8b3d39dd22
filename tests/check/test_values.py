"""The checker on chapter 4's companions: the needle among many keys, and the case that exposes a mistake."""

import numpy as np
import pytest

from attention_lib.check import PROBLEMS, run
from attention_lib.check.diagnose import implementations
from attention_lib.reference.values import attention

ONLY_WITH_A_MASK = ("empty-row-nan", "empty-row-nan-by-division", "weights-before-mask")  # else no mistakes


def test_every_single_known_mistake_is_caught_and_named():
    for options, function in implementations(PROBLEMS["attention"]):
        if len(options) > 1:
            break
        if options[0].name in ONLY_WITH_A_MASK:
            continue
        report = run("attention", function, seed=1)
        assert not report.passed, options[0].name
        assert options[0].name in [diagnosis.name for diagnosis in report.diagnosis]


@pytest.mark.parametrize("guess", [300, 9.8, np.float32(7), np.array(1000)])
def test_any_number_is_a_guess(guess):
    assert run("needle_guess", lambda: guess).passed


@pytest.mark.parametrize("guess", [None, "ten", -3, 0, np.nan, [1, 2], True, 1j, ...], ids=str)
def test_what_is_no_length_is_no_guess(guess):
    assert run("needle_guess", lambda: guess).score == 0


FINE = np.arange(0.9, 10, 0.005)


def measured(n, lengths=FINE, scale=1.0):
    queries = np.stack([scale * lengths, 0 * lengths], axis=-1)
    keys, values = np.zeros((n + 1, 2)), np.zeros((n + 1, 1))
    keys[0, 0] = keys[1:, 1] = values[0] = 1
    return lengths[np.argmin(np.abs(attention(queries, keys, values)[0][:, 0] - 0.5))]


def test_a_length_that_is_measured_is_right_on_every_seed():
    assert all(run("needle_length", measured, seed=seed).passed for seed in range(5))


@pytest.mark.parametrize(
    ("length", "name"),
    [
        (lambda n: measured(n, scale=2**0.5), "unscaled"),
        (lambda n: measured(n, np.arange(0.9, 20, 0.005), scale=0.5**0.5), "scaled-by-d_k"),
        (lambda n: measured(n + 1), "one-too-many"),
        (lambda n: measured(n - 1, np.arange(0, 10, 0.005)), "one-too-few"),
        (lambda n: 2**0.5 * np.log2(n), "base-2"),
        (lambda n: 2**0.5 * np.log10(n), "base-10"),
        (lambda n: (2**0.5 * np.log(n)) ** 0.5, "key-lengthened-too"),
        (lambda n: 0.4997, "the-output"),
        (lambda n: 0.326 * n, "in-proportion"),
        (lambda n: 0.9, "first-step"),
        (lambda n: 3 * 2**0.5 * np.log(n), "constant-factor"),
    ],
)
def test_a_wrong_length_is_rejected_and_named(length, name):
    report = run("needle_length", length)
    assert report.score == 0
    assert [diagnosis.name for diagnosis in report.diagnosis] == [name]


@pytest.mark.parametrize(
    "lengths", [np.arange(0.9, 9, 0.005), np.arange(0.9, 10, 0.1)], ids=["short", "coarse"]
)
def test_a_row_too_short_or_too_coarse_is_found_out_on_every_seed(lengths):
    assert not any(
        run("needle_length", lambda n: measured(n, lengths), seed=seed).passed for seed in range(5)
    )


def a_case(seed=0, n_q=3, n_k=3, d_k=2, d_v=2, batch=()):
    rng = np.random.default_rng(seed)
    shapes = [(n_q, d_k), (n_k, d_k), (n_k, d_v)]
    return tuple(rng.integers(-3, 4, size=(*batch, *shape)).astype(float) for shape in shapes)


@pytest.mark.parametrize(
    ("case", "points"),
    [
        (a_case(n_q=1, n_k=4, d_k=3, d_v=2, batch=(2,)), 4),
        (a_case(), 3),  # without a batch: two of the hidden mistakes pass
        ((np.ones((3, 2)), np.ones((3, 2)), np.ones((3, 2))), 1),
        ((np.ones((3, 2)), np.ones((3, 4)), np.ones((3, 2))), 0),
        ((np.ones((3, 2)), np.ones((3, 2))), 0),
        (None, 0),
    ],
    ids=["batch", "square", "the-authors-own", "no-answer", "two-arrays", "none"],
)
def test_a_counterexample_earns_what_it_exposes(case, points):
    assert run("values_counterexample", lambda: case).score == points
