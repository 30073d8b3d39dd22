"""The scores against a loop, against PyTorch, and at the door."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from attention_lib.reference import additive_scores, dot_product_scores

SIZES = st.integers(0, 5)
BATCHES = st.lists(st.integers(1, 3), max_size=2).map(tuple)


def by_loop(Q, K):
    scores = np.zeros((*Q.shape[:-1], K.shape[-2]))
    for batch in np.ndindex(*Q.shape[:-2]):
        for i in range(Q.shape[-2]):
            for j in range(K.shape[-2]):
                scores[(*batch, i, j)] = sum(
                    Q[(*batch, i, c)] * K[(*batch, j, c)] for c in range(Q.shape[-1])
                )
    return scores


@given(BATCHES, SIZES, SIZES, SIZES, st.integers(0, 2**32 - 1))
def test_scores_are_what_the_loop_says_for_all_sizes(batch, n_q, n_k, d_k, seed):
    rng = np.random.default_rng(seed)
    Q, K = rng.normal(size=(*batch, n_q, d_k)), rng.normal(size=(*batch, n_k, d_k))
    np.testing.assert_allclose(dot_product_scores(Q, K), by_loop(Q, K), rtol=1e-12, atol=1e-12)


def test_scores_equal_pytorchs_einsum_on_every_kind_of_array(make, numbers, batch, dtype):
    rng = np.random.default_rng(0)
    Q = rng.normal(size=(*batch, 4, 6)).astype(dtype)
    K = rng.normal(size=(*batch, 5, 6)).astype(dtype)
    q, k = make(Q), make(K)
    scores = dot_product_scores(q, k)
    oracle = torch.einsum("...id,...jd->...ij", torch.from_numpy(Q), torch.from_numpy(K)).numpy()
    assert type(scores) is type(q)
    assert scores.dtype == q.dtype
    assert getattr(scores, "device", None) == getattr(q, "device", None)
    np.testing.assert_allclose(numbers(scores), oracle, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_scores_keep_pytorchs_half_precisions(dtype):
    Q, K = torch.ones(2, 4, dtype=dtype), torch.ones(3, 4, dtype=dtype)
    assert dot_product_scores(Q, K).dtype == dtype


def test_gradients_flow_through_the_scores():
    Q = torch.randn(3, 4, dtype=torch.float64, requires_grad=True)
    K = torch.randn(5, 4, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(dot_product_scores, (Q, K))


def test_inputs_are_left_as_they_were(make, numbers):
    Q, K = make(np.arange(6.0).reshape(2, 3)), make(np.arange(12.0).reshape(4, 3))
    before = numbers(Q).copy(), numbers(K).copy()
    dot_product_scores(Q, K)
    np.testing.assert_array_equal(numbers(Q), before[0])
    np.testing.assert_array_equal(numbers(K), before[1])


def test_batch_axes_broadcast():
    Q, K = np.ones((2, 1, 3, 4)), np.ones((5, 6, 4))
    assert dot_product_scores(Q, K).shape == (2, 5, 3, 6)


def test_mixed_precisions_give_the_wider_one(make):
    Q, K = make(np.ones((2, 3), np.float32)), make(np.ones((4, 3)))
    assert dot_product_scores(Q, K).dtype == K.dtype


@pytest.mark.parametrize(
    ("Q", "K", "says"),
    [
        (np.ones((2, 8)), np.ones((3, 6)), "Q has d_k = 8 in its last axis, K has 6"),
        (np.ones(8), np.ones((3, 8)), r"Q has shape \(8,\); it needs at least two axes"),
        (np.ones((2, 3, 4)), np.ones((5, 3, 4)), r"Q has \(2,\), K has \(5,\)"),
    ],
)
def test_sizes_that_cannot_be_right_are_refused_with_both_shapes(Q, K, says):
    with pytest.raises(ValueError, match=says):
        dot_product_scores(Q, K)


@pytest.mark.parametrize(
    ("Q", "K", "says"),
    [
        ([[1.0]], np.ones((1, 1)), "Q is a list"),
        (np.ones((2, 3)), torch.ones(2, 3), "Q is from numpy, K is from torch"),
        (np.ones((2, 3)), np.array([["a", "b", "c"]]), "K has dtype <U1"),
        (np.ones((2, 3), bool), np.ones((2, 3)), "Q has dtype bool"),
        (torch.ones(2, 3), torch.ones(2, 3, device="meta"), "Q is on cpu, K is on meta"),
    ],
)
def test_the_wrong_kind_of_thing_is_refused_in_words(Q, K, says):
    with pytest.raises(TypeError, match=says):
        dot_product_scores(Q, K)


def test_additive_scores_are_what_the_loop_says(make, numbers, batch):
    rng = np.random.default_rng(1)
    Q, K = rng.normal(size=(*batch, 4, 3)), rng.normal(size=(*batch, 5, 2))
    W_q, W_k, v = rng.normal(size=(3, 7)), rng.normal(size=(2, 7)), rng.normal(size=7)
    scores = numbers(additive_scores(*map(make, (Q, K, W_q, W_k, v))))
    for index in np.ndindex(*batch, 4, 5):
        *b, i, j = index
        expected = v @ np.tanh(W_q.T @ Q[(*b, i)] + W_k.T @ K[(*b, j)])
        np.testing.assert_allclose(scores[index], expected, rtol=1e-12)


def test_additive_scores_refuse_weights_that_do_not_fit():
    Q, K = np.ones((2, 3)), np.ones((4, 2))
    with pytest.raises(ValueError, match=r"W_k has shape \(3, 5\)"):
        additive_scores(Q, K, np.ones((3, 5)), np.ones((3, 5)), np.ones(5))
