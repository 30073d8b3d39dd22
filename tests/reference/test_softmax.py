"""The softmax against PyTorch's, its laws, and what it does with no, few, huge and infinite scores."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from attention_lib.reference import softmax

SCORES = hnp.arrays(
    np.float64,
    hnp.array_shapes(min_dims=1, max_dims=3, max_side=5),
    elements=st.floats(-700, 700, allow_subnormal=False),
)
often = settings(deadline=None, max_examples=60)


@pytest.mark.parametrize("axis", [-3, -2, -1, 0, 1, 2])
def test_softmax_is_pytorchs_on_every_kind_of_array_and_along_every_axis(
    make, dtype, axis, assert_like, assert_close
):
    scores = make(np.random.default_rng(0).normal(scale=5, size=(2, 3, 4)).astype(dtype))
    weights = softmax(scores, axis=axis)
    assert_like(scores, weights)
    assert_close(weights, torch.softmax(torch.as_tensor(scores), dim=axis))


def test_without_an_axis_it_is_the_last(batch, assert_close):
    scores = np.random.default_rng(0).normal(size=(*batch, 4, 5))
    assert_close(softmax(scores), torch.softmax(torch.from_numpy(scores), dim=-1))


@often
@given(SCORES)
def test_shares_are_not_negative_and_sum_to_1(scores):
    weights = softmax(scores)
    assert (weights >= 0).all()
    np.testing.assert_allclose(weights.sum(axis=-1), 1, rtol=1e-12)


@often
@given(SCORES, st.floats(-1e3, 1e3))
def test_a_constant_added_to_all_scores_changes_no_share(scores, constant):
    np.testing.assert_allclose(softmax(scores + constant), softmax(scores), rtol=1e-9, atol=1e-300)


@often
@given(SCORES, st.randoms(use_true_random=False))
def test_shares_move_as_their_scores_move(scores, random):
    order = random.sample(range(scores.shape[-1]), scores.shape[-1])
    np.testing.assert_allclose(softmax(scores[..., order]), softmax(scores)[..., order], rtol=1e-12)


@often
@given(SCORES)
def test_ratios_of_shares_are_exponentials_of_differences(scores):
    scores = scores / 100
    weights, first = softmax(scores), scores[..., :1]
    np.testing.assert_allclose(weights / weights[..., :1], np.exp(scores - first), rtol=1e-9)


@pytest.mark.parametrize("size", [1e3, 1e30])
def test_scores_too_large_for_an_exponential_overflow_nothing(make, dtype, numbers, size):
    scores = make(np.array([[size, 0, -size], [-size, -size, -size]], dtype))
    np.testing.assert_allclose(numbers(softmax(scores)), [[1, 0, 0], [1 / 3, 1 / 3, 1 / 3]], rtol=1e-6)


def test_a_score_of_minus_infinity_gets_exactly_0(make, dtype, numbers, assert_close):
    rows = np.array([[-np.inf, 1, 2], [-np.inf, -np.inf, -5]], dtype)
    weights = softmax(make(rows))
    assert_close(weights, torch.softmax(torch.from_numpy(rows), dim=-1))
    assert (numbers(weights)[np.isinf(rows)] == 0).all()


def test_where_all_scores_are_minus_infinity_all_shares_are_0(make, dtype, numbers):
    weights = softmax(make(np.full((2, 3), -np.inf, dtype)))
    np.testing.assert_array_equal(numbers(weights), np.zeros((2, 3)))


def test_gradients_are_those_of_pytorchs_softmax():
    scores = torch.randn(3, 4, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(softmax, (scores,))


def test_the_jacobian_is_the_diagonal_less_the_outer_product(assert_close):
    scores = torch.tensor([0.3, -1.0, 2.0, 0.0], dtype=torch.float64)
    weights = softmax(scores)
    jacobian = torch.autograd.functional.jacobian(softmax, scores)
    assert_close(jacobian, torch.diag(weights) - torch.outer(weights, weights))


def test_gradients_are_finite_where_scores_are_minus_infinity():
    scores = torch.tensor([[-torch.inf, 1.0, 2.0], [-torch.inf] * 3], requires_grad=True)
    (softmax(scores) * torch.tensor([1.0, 2.0, 4.0])).sum().backward()
    assert torch.isfinite(scores.grad).all()
    assert (scores.grad[scores.isinf()] == 0).all()


@pytest.mark.parametrize("half", [torch.float16, torch.bfloat16])
def test_half_precision_is_kept_and_long_rows_stay_near_single_precision(half):
    scores = 4 * torch.randn(3, 8192, generator=torch.Generator().manual_seed(0))
    weights = softmax(scores.to(half))
    assert weights.dtype == half
    torch.testing.assert_close(weights, torch.softmax(scores.to(half).float(), -1).to(half))
    assert (softmax(torch.full((1, 2), 60000.0, dtype=half)) == 0.5).all()


@pytest.mark.parametrize(
    ("shape", "axis"), [((0,), 0), ((2, 0), -1), ((0, 3), -1), ((2, 0, 3), 1), ((2, 1), -1)]
)
def test_no_scores_and_one_score_are_fine(make, numbers, shape, axis):
    np.testing.assert_array_equal(numbers(softmax(make(np.zeros(shape)), axis)), np.ones(shape))


def test_scores_are_left_as_they_were_and_the_same_comes_again(make, assert_pure):
    assert_pure(softmax, make(np.array([[1.0, -np.inf, 3.0], [-np.inf, -np.inf, -np.inf]])))


def test_how_scores_lie_in_memory_does_not_matter(make, strided, assert_close):
    scores = np.random.default_rng(0).normal(size=(3, 4))
    assert_close(softmax(make(strided(scores))), softmax(scores))
    assert_close(softmax(make(scores).T, axis=0), softmax(scores).T)


@pytest.mark.parametrize("axis", [2, -3])
def test_an_axis_that_is_not_there_is_refused(make, axis):
    with pytest.raises(ValueError, match=rf"scores has shape \(2, 3\); it has no axis {axis}"):
        softmax(make(np.ones((2, 3))), axis=axis)


def test_a_single_number_is_refused(make):
    with pytest.raises(ValueError, match=r"scores has shape \(\); it has no axis -1"):
        softmax(make(np.array(1.0)))


@pytest.mark.parametrize(
    ("scores", "says"),
    [
        ([1.0, 2.0], "scores is a list; it must be a NumPy array or a PyTorch tensor"),
        (np.array([1, 2]), "scores has dtype int64; weights are fractions"),
        (torch.tensor([1, 2]), "scores has dtype torch.int64; weights are fractions"),
        (np.array([True]), "scores has dtype bool"),
        (np.array([1j]), "scores has dtype complex128"),
    ],
)
def test_what_holds_no_fractions_is_refused(scores, says):
    with pytest.raises(TypeError, match=says):
        softmax(scores)


def test_more_equal_scores_than_float16_can_count_share_equally():
    shares = softmax(torch.zeros(70_000, dtype=torch.float16))
    assert shares.dtype == torch.float16
    torch.testing.assert_close(shares, torch.softmax(torch.zeros(70_000, dtype=torch.float16), dim=0))
