"""The checker on chapter 7: what the bank does not hold, and the notebook's other questions."""

import numpy as np
import pytest

from attention_lib.check import PROBLEMS, run
from attention_lib.check.diagnose import implementations
from attention_lib.reference import attention, split_heads


@pytest.mark.parametrize("problem", ["split_heads", "combine_heads"])
def test_every_single_known_mistake_is_caught_and_named(problem):
    for options, function in implementations(PROBLEMS[problem]):
        if len(options) == 1:
            report = run(problem, function, seed=1)
            assert not report.passed
            names = [diagnosis.name for diagnosis in report.diagnosis]
            assert options[0].name in names  # beside it may stand another that gives the same
            assert len(names) <= 2
            assert report.example is not None


def test_two_mistakes_at_once_are_named_both():
    def split(X, num_heads):  # dealt like cards, and the heads in front of the batch
        return np.stack([X[..., i::num_heads] for i in range(num_heads)])

    assert [d.name for d in run("split_heads", split).diagnosis] == ["interleaved+heads-in-front"]


def test_the_smallest_case_shows_labelled_entries():
    report = run("split_heads", lambda X, num_heads: X.reshape(num_heads, len(X), -1))
    assert set(report.example.inputs["X"].ravel()) <= {0, 1, 2, 3, 10, 11, 12, 13}


@pytest.mark.parametrize(
    ("problem", "function", "points"),
    [
        ("split_heads", lambda X, h: X.reshape(h, -1, X.shape[-1] // h), 1),
        ("split_heads", lambda X, h: np.stack(np.split(X, h, axis=-1)), 5),
        ("combine_heads", lambda H: np.concatenate(H, axis=-1), 3),
        ("combine_heads", lambda H: H.reshape(*H.shape[:-3], H.shape[-2], -1), 0),
    ],
)
def test_credit_is_partial_by_what_holds(problem, function, points):
    assert run(problem, function).score == points


def reshaped_layer(X, num_heads):
    """As the notebook gives it."""
    n, d_model = X.shape
    H = X.reshape(num_heads, n, d_model // num_heads)
    Z, _ = attention(H, H, H)
    return Z.reshape(n, d_model)


def measured(n, num_heads, d_k=8, layer=reshaped_layer):
    X = np.random.default_rng(0).normal(size=(n, num_heads * d_k))
    before = layer(X, num_heads)
    return sum(
        not np.allclose(layer(X + np.eye(n)[:, [j]], num_heads)[-1], before[-1], rtol=0, atol=1e-9)
        for j in range(n)
    )


@pytest.mark.parametrize("d_k", [1, 2, 8])
def test_what_is_expected_is_what_is_measured(d_k):
    expected = PROBLEMS["words_heard"].reference
    for n in range(2, 14):
        for num_heads in range(1, n + 1):
            assert measured(n, num_heads, d_k) == expected(n, num_heads)


def test_measuring_earns_the_point_on_every_seed():
    assert all(run("words_heard", measured, seed=seed).passed for seed in range(5))


@pytest.mark.parametrize(
    ("count", "name"),
    [
        (lambda n, num_heads: n // num_heads, "whole-words-only"),
        (lambda n, num_heads: n / num_heads, None),
        (lambda n, num_heads: n, "everyone"),
        (lambda n, num_heads: num_heads, "number-of-heads"),
        (lambda n, num_heads: n - measured(n, num_heads), "the-deaf"),
        (lambda n, num_heads: measured(n, num_heads) - 1, "itself-not-counted"),
        (lambda n, num_heads: measured(n, num_heads, layer=whole_layer), "everyone"),
        (lambda n, num_heads: changed_in_place(n, num_heads), "nobody"),
        (lambda n, num_heads: 8 * num_heads * measured(n, num_heads), "numbers-counted"),
    ],
)
def test_a_wrong_count_is_rejected_and_named(count, name):
    report = run("words_heard", count)
    assert report.score == 0
    assert name in [None, *(diagnosis.name for diagnosis in report.diagnosis)]


def changed_in_place(n, num_heads):
    """The change reaches X itself, so that there is nothing left to compare with."""
    X = np.random.default_rng(0).normal(size=(n, 8 * num_heads))
    count = 0
    for j in range(n):
        changed = X
        changed[j] += 1
        count += not np.allclose(reshaped_layer(changed, num_heads)[-1], reshaped_layer(X, num_heads)[-1])
    return count


def whole_layer(X, num_heads):
    H = split_heads(X, num_heads)
    return attention(H, H, H)[0].swapaxes(0, 1).reshape(X.shape)


@pytest.mark.parametrize(
    ("guess", "points"),
    [(3, 1), (3.0, 1), (2.5, 0), (np.int64(10), 1), (None, 0), ("three", 0), (11, 0), (0, 0)],
)
def test_any_guess_that_is_a_whole_number_of_words_earns_its_point(guess, points):
    assert run("heard_guess", lambda: guess).score == points


@pytest.mark.parametrize(
    ("X", "num_heads", "points"),
    [
        (np.arange(4 * 3 * 12.0).reshape(2, 2, 3, 12), 3, 4),
        (np.arange(2 * 3 * 12.0).reshape(2, 3, 12), 3, 3),  # one batch axis hides swapaxes(1, 2)
        (np.arange(24.0).reshape(4, 6), 3, 3),
        (np.arange(12.0).reshape(4, 3), 3, 1),
        (np.ones((4, 6)), 2, 1),
        (np.arange(24.0).reshape(4, 6), 4, 0),
        (np.arange(24.0).reshape(4, 6), 2.0, 0),
    ],
)
def test_a_counterexample_earns_what_it_exposes(X, num_heads, points):
    assert run("heads_counterexample", lambda: (X, num_heads)).score == points
