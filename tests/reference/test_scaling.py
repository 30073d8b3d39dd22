"""The scaled scores against PyTorch, the variance they are scaled for, and half precision."""

import math

import numpy as np
import pytest
import torch

from attention_lib.reference import scaled_scores


def test_scaled_scores_are_pytorchs_products_divided_by_the_root(
    make, batch, dtype, draw, assert_like, assert_close
):
    Q, K, _ = map(make, draw(batch, dtype))
    scores = scaled_scores(Q, K)
    assert_like(Q, scores)
    oracle = torch.einsum("...id,...jd->...ij", torch.as_tensor(Q), torch.as_tensor(K)) / math.sqrt(6)
    assert_close(scores, oracle)


def test_weights_of_pytorchs_attention_are_their_softmax(draw, assert_close):
    Q, K, _ = map(torch.from_numpy, draw((2,)))
    weights = torch.nn.functional.scaled_dot_product_attention(
        Q, K, torch.eye(5, dtype=Q.dtype).expand(2, 5, 5)
    )
    assert_close(torch.softmax(scaled_scores(Q, K), dim=-1), weights)


@pytest.mark.parametrize("d_k", [1, 16, 256, 4096])
def test_the_variance_of_scaled_scores_is_1_whatever_d_k_is(d_k):
    rng = np.random.default_rng(0)
    scores = scaled_scores(rng.normal(size=(150, d_k)), rng.normal(size=(150, d_k)))
    assert scores.var() == pytest.approx(1, abs=0.2)


def test_gradients_flow_through_the_scaled_scores():
    Q = torch.randn(3, 4, dtype=torch.float64, requires_grad=True)
    K = torch.randn(2, 4, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(scaled_scores, (Q, K))


def test_float16_holds_scaled_scores_whose_unscaled_product_overflows():
    Q, K = torch.full((2, 64), 60.0, dtype=torch.float16), torch.full((3, 64), 60.0, dtype=torch.float16)
    assert torch.isinf(Q @ K.T).all()
    scores = scaled_scores(Q, K)
    assert scores.dtype == torch.float16
    assert (scores == 60 * 60 * 64 / 8).all()


@pytest.mark.parametrize("half", [torch.float16, torch.bfloat16])
def test_half_precision_is_kept_and_near_single_precision(half, draw):
    Q, K, _ = (torch.from_numpy(array).to(half) for array in draw((2,), np.float32, d_k=64))
    scores = scaled_scores(Q, K)
    assert scores.dtype == half
    torch.testing.assert_close(scores.float(), scaled_scores(Q.float(), K.float()), rtol=0.02, atol=0.02)


@pytest.mark.parametrize(("batch", "n_q", "n_k"), [((), 0, 3), ((), 2, 0), ((0,), 2, 3), ((), 1, 1)])
def test_no_queries_no_keys_and_no_batch_are_fine(make, draw, batch, n_q, n_k):
    Q, K, _ = map(make, draw(batch, n_q=n_q, n_k=n_k))
    assert scaled_scores(Q, K).shape == (*batch, n_q, n_k)


def test_batch_axes_broadcast():
    assert scaled_scores(np.ones((2, 1, 3, 4)), np.ones((5, 6, 4))).shape == (2, 5, 3, 6)


def test_inputs_are_left_as_they_were_and_the_same_comes_again(make, draw, assert_pure):
    Q, K, _ = map(make, draw((2,)))
    assert_pure(scaled_scores, Q, K)


def test_how_inputs_lie_in_memory_does_not_matter(make, draw, strided, assert_close):
    Q, K, _ = draw((2,))
    assert_close(scaled_scores(make(strided(Q)), make(strided(K))), scaled_scores(Q, K))


@pytest.mark.parametrize(
    ("Q", "K", "says"),
    [
        (np.ones((2, 0)), np.ones((3, 0)), "Q has d_k = 0; queries without entries ask nothing"),
        (np.ones((2, 8)), np.ones((3, 6)), "Q has d_k = 8 in its last axis, K has 6"),
        (np.ones(8), np.ones((3, 8)), r"Q has shape \(8,\); it needs at least two axes"),
        (np.array(8.0), np.ones((3, 8)), r"Q has shape \(\); it needs at least two axes"),
        (np.ones((2, 3, 4)), np.ones((5, 3, 4)), r"Q has \(2,\), K has \(5,\)"),
    ],
)
def test_sizes_that_cannot_be_right_are_refused_with_both_shapes(make, Q, K, says):
    with pytest.raises(ValueError, match=says):
        scaled_scores(make(Q), make(K))


@pytest.mark.parametrize(
    ("Q", "K", "says"),
    [
        ([[1.0]], np.ones((1, 1)), "Q is a list"),
        (np.ones((2, 3), int), np.ones((2, 3)), "Q has dtype int64; weights are fractions"),
        (np.ones((2, 3)), torch.ones(2, 3), "Q is from numpy, K is from torch"),
        (torch.ones(2, 3), torch.ones(2, 3, device="meta"), "Q is on cpu, K is on meta"),
    ],
)
def test_the_wrong_kind_of_thing_is_refused_in_words(Q, K, says):
    with pytest.raises(TypeError, match=says):
        scaled_scores(Q, K)
