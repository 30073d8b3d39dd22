"""Attention without a mask: against PyTorch's, and the laws of a weighted average."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import scaled_dot_product_attention

from attention_lib.reference.values import attention

SIZES = st.integers(1, 6)
SEEDS = st.integers(0, 2**32 - 1)
often = settings(deadline=None, max_examples=60)


def some(seed, n_q, n_k, d_k, d_v):
    rng = np.random.default_rng(seed)
    scale = 10 ** rng.uniform(-1, 1.5)  # from nearly equal weights to nearly one
    return scale * rng.normal(size=(n_q, d_k)), rng.normal(size=(n_k, d_k)), rng.normal(size=(n_k, d_v)), rng


def test_attention_is_pytorchs_on_every_kind_of_array(make, batch, dtype, draw, assert_like, assert_close):
    Q, K, V = map(make, draw(batch, dtype))
    output, weights = attention(Q, K, V)
    assert_like(Q, output, weights)
    theirs = map(torch.as_tensor, (Q, K, V))
    assert_close(output, scaled_dot_product_attention(*theirs))
    assert weights.shape == (*batch, 4, 5)


@often
@given(SEEDS, SIZES, SIZES, SIZES, SIZES)
def test_weights_of_every_query_sum_to_1(seed, n_q, n_k, d_k, d_v):
    Q, K, V, _ = some(seed, n_q, n_k, d_k, d_v)
    np.testing.assert_allclose(attention(Q, K, V)[1].sum(axis=-1), np.ones(n_q), rtol=1e-12)


@often
@given(SEEDS, SIZES, SIZES, SIZES, SIZES)
def test_the_output_lies_in_the_hull_of_the_values(seed, n_q, n_k, d_k, d_v):
    Q, K, V, rng = some(seed, n_q, n_k, d_k, d_v)
    directions = np.concatenate([np.eye(d_v), rng.normal(size=(d_v, 20))], axis=1)
    seen, allowed = attention(Q, K, V)[0] @ directions, V @ directions
    assert (seen >= allowed.min(axis=0) - 1e-12).all()
    assert (seen <= allowed.max(axis=0) + 1e-12).all()


@often
@given(SEEDS, SIZES, SIZES, SIZES, SIZES)
def test_queries_in_another_order_get_the_same_in_that_order(seed, n_q, n_k, d_k, d_v):
    Q, K, V, rng = some(seed, n_q, n_k, d_k, d_v)
    order = rng.permutation(n_q)
    for moved, still in zip(attention(Q[order], K, V), attention(Q, K, V), strict=True):
        np.testing.assert_allclose(moved, still[order], rtol=1e-9, atol=1e-12)


@often
@given(SEEDS, SIZES, SIZES, SIZES, SIZES)
def test_keys_and_values_in_another_order_read_out_the_same(seed, n_q, n_k, d_k, d_v):
    Q, K, V, rng = some(seed, n_q, n_k, d_k, d_v)
    order = rng.permutation(n_k)
    (moved, moved_weights), (still, weights) = attention(Q, K[order], V[order]), attention(Q, K, V)
    np.testing.assert_allclose(moved, still, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(moved_weights, weights[:, order], rtol=1e-9, atol=1e-12)


@often
@given(SEEDS, SIZES, SIZES, SIZES, SIZES)
def test_a_vector_added_to_all_keys_changes_nothing(seed, n_q, n_k, d_k, d_v):
    Q, K, V, rng = some(seed, n_q, n_k, d_k, d_v)
    shifted = attention(Q, K + rng.normal(size=d_k), V)[0]
    np.testing.assert_allclose(shifted, attention(Q, K, V)[0], rtol=1e-9, atol=1e-9)


def test_the_same_queries_and_keys_read_out_the_mean(make, numbers, assert_close):
    V = np.arange(15.0).reshape(5, 3)
    output, weights = attention(make(np.zeros((4, 6))), make(np.ones((5, 6))), make(V))
    np.testing.assert_allclose(numbers(weights), 1 / 5)
    assert_close(output, np.broadcast_to(V.mean(axis=0), (4, 3)))


def test_gradients_flow_through_output_and_weights(draw):
    inputs = [torch.from_numpy(array).requires_grad_() for array in draw(n_q=2, n_k=3, d_k=4, d_v=5)]
    assert torch.autograd.gradcheck(attention, inputs)


@pytest.mark.parametrize("half", [torch.float16, torch.bfloat16])
def test_half_precision_is_kept_and_long_rows_stay_near_single_precision(half, draw):
    Q, K, V = (torch.from_numpy(array).to(half) for array in draw((), np.float32, n_k=3000, d_k=64))
    output, weights = attention(8 * Q, 8 * K, V)
    assert output.dtype == weights.dtype == half
    oracle = scaled_dot_product_attention(8 * Q.float(), 8 * K.float(), V.float())
    torch.testing.assert_close(output.float(), oracle, rtol=0.05, atol=0.05)


@pytest.mark.parametrize("size", ["n_q", "n_k", "d_v"])
def test_a_length_of_0_gives_empty_or_zero_results(make, numbers, draw, size):
    Q, K, V = map(make, draw((2,), **{size: 0}))
    output, weights = attention(Q, K, V)
    assert output.shape == (2, Q.shape[-2], V.shape[-1])
    assert weights.shape == (2, Q.shape[-2], K.shape[-2])
    if size == "n_k":
        np.testing.assert_array_equal(numbers(output), 0)


def test_an_empty_batch_gives_an_empty_batch(make, draw):
    output, weights = attention(*map(make, draw((0,))))
    assert output.shape == (0, 4, 3)
    assert weights.shape == (0, 4, 5)


def test_with_one_key_its_value_is_the_output(make, draw, assert_close):
    Q, K, V = draw(n_q=1, n_k=1)
    output, weights = attention(make(Q), make(K), make(V))
    assert_close(output, V)
    assert_close(weights, np.ones((1, 1)))


def test_batch_axes_broadcast(make, assert_close):
    rng = np.random.default_rng(0)
    Q, K, V = rng.normal(size=(2, 1, 4, 6)), rng.normal(size=(3, 5, 6)), rng.normal(size=(5, 7))
    output, weights = attention(make(Q), make(K), make(V))
    full = (torch.from_numpy(a).expand(2, 3, *a.shape[-2:]) for a in (Q, K, V))
    assert_close(output, scaled_dot_product_attention(*full))
    assert weights.shape == (2, 3, 4, 5)


def test_inputs_are_left_as_they_were_and_the_same_comes_again(make, draw, assert_pure):
    assert_pure(attention, *map(make, draw((2,))))


def test_how_inputs_lie_in_memory_does_not_matter(make, draw, strided, assert_close):
    arrays = draw((2,))
    output, _ = attention(*(make(strided(array)) for array in arrays))
    assert_close(output, attention(*arrays)[0])


@pytest.mark.parametrize(
    ("shapes", "says"),
    [
        (((4, 6), (5, 7), (5, 3)), "Q has d_k = 6 in its last axis, K has 7"),
        (((4, 6), (5, 6), (4, 3)), "K has n_k = 5 rows, V has 4; every key needs its own value"),
        (((4, 0), (5, 0), (5, 3)), "Q has d_k = 0"),
        (((4, 6), (5, 6), (5,)), r"V has shape \(5,\); it needs at least two axes"),
        (((2, 4, 6), (2, 5, 6), (3, 5, 3)), r"Q has \(2,\), K has \(2,\), V has \(3,\)"),
    ],
)
def test_sizes_that_cannot_be_right_are_refused_with_both_shapes(make, shapes, says):
    with pytest.raises(ValueError, match=says):
        attention(*(make(np.ones(shape)) for shape in shapes))


@pytest.mark.parametrize(
    ("V", "says"),
    [
        ([[1.0]] * 5, "V is a list"),
        (np.ones((5, 3), int), "V has dtype int64; weights are fractions"),
        (torch.ones(5, 3), "Q is from numpy, K is from numpy, V is from torch"),
    ],
)
def test_the_wrong_kind_of_thing_is_refused_in_words(V, says):
    with pytest.raises(TypeError, match=says):
        attention(np.ones((4, 6)), np.ones((5, 6)), V)


def test_arrays_on_two_devices_are_refused():
    Q = torch.ones(4, 6)
    with pytest.raises(TypeError, match="Q is on cpu, K is on cpu, V is on meta"):
        attention(Q, Q, Q.to("meta"))
