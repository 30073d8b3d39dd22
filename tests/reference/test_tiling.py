"""Attention block by block against attention at once, for every size of block, and the memory it needs."""

import tracemalloc

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import scaled_dot_product_attention

from attention_lib.reference import online_softmax_attention
from attention_lib.reference.values import attention

SIZES = st.integers(1, 6)


def test_blocks_of_every_size_give_pytorchs_attention(make, batch, dtype, draw, assert_like, assert_close):
    Q, K, V = map(make, draw(batch, dtype))
    oracle = scaled_dot_product_attention(*map(torch.as_tensor, (Q, K, V)))
    for block_size in range(1, 8):  # n_k = 5, and 2 more
        output = online_softmax_attention(Q, K, V, block_size)
        assert_like(Q, output)
        assert_close(output, oracle)


@settings(deadline=None, max_examples=80)
@given(st.integers(0, 2**32 - 1), SIZES, SIZES, SIZES, SIZES, st.data())
def test_blocks_give_what_attention_gives_at_once(seed, n_q, n_k, d_k, d_v, data):
    rng = np.random.default_rng(seed)
    Q, K, V = rng.normal(size=(n_q, d_k)), rng.normal(size=(n_k, d_k)), rng.normal(size=(n_k, d_v))
    Q = Q * 10 ** rng.uniform(-2, 6)
    block_size = data.draw(st.integers(1, max(n_q, n_k) + 2))
    output = online_softmax_attention(Q, K, V, block_size)
    np.testing.assert_allclose(output, attention(Q, K, V)[0], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("order", [1, -1], ids=["growing", "shrinking"])
@pytest.mark.parametrize("block_size", [1, 2, 3, 7])
def test_huge_scores_overflow_nothing_whether_they_grow_or_shrink(
    make, dtype, order, block_size, assert_close
):
    Q, K = np.full((2, 1), 1e4, dtype), np.linspace(-1e4, 1e4, 5, dtype=dtype)[::order, None].copy()
    V = np.arange(10.0, dtype=dtype).reshape(5, 2)
    assert_close(online_softmax_attention(make(Q), make(K), make(V), block_size), attention(Q, K, V)[0])
    assert_close(online_softmax_attention(make(-Q), make(K), make(V), block_size), attention(-Q, K, V)[0])


def test_the_matrix_of_scores_is_never_held():
    n, block_size = 1024, 64
    Q, K, V = np.random.default_rng(0).normal(size=(3, n, 8))
    peaks = []
    for run in (lambda: online_softmax_attention(Q, K, V, block_size), lambda: attention(Q, K, V)):
        tracemalloc.start()
        run()
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    scores = n * n * 8  # bytes
    assert peaks[0] < scores / 8
    assert peaks[1] > scores


def test_gradients_flow_through_the_blocks(draw):
    inputs = [torch.from_numpy(array).requires_grad_() for array in draw(n_q=2, n_k=3, d_k=2, d_v=4)]
    assert torch.autograd.gradcheck(lambda Q, K, V: online_softmax_attention(Q, K, V, 2), inputs)


@pytest.mark.parametrize("half", [torch.float16, torch.bfloat16])
@pytest.mark.parametrize("block_size", [1, 64, 4096])
def test_half_precision_is_kept_and_a_long_sum_of_small_shares_does_not_stall(half, block_size):
    Q, K = torch.full((1, 64), 60.0, dtype=half), torch.full((3000, 64), 60.0, dtype=half)
    V = torch.linspace(0, 1, 3000)[:, None].to(half)
    output = online_softmax_attention(Q, K, V, block_size)
    assert output.dtype == half
    torch.testing.assert_close(output.float(), V.float().mean(dim=0, keepdim=True), rtol=0.01, atol=0.01)


@pytest.mark.parametrize("size", ["n_q", "n_k", "d_v"])
@pytest.mark.parametrize("block_size", [1, 3, 9])
def test_a_length_of_0_gives_empty_or_zero_results(make, numbers, draw, size, block_size):
    Q, K, V = map(make, draw((2,), **{size: 0}))
    output = online_softmax_attention(Q, K, V, block_size)
    np.testing.assert_array_equal(numbers(output), np.zeros((2, Q.shape[-2], V.shape[-1])))


@pytest.mark.parametrize(("batch", "n_q", "n_k"), [((0,), 4, 5), ((), 1, 1)])
def test_an_empty_batch_and_single_rows_are_fine(make, draw, batch, n_q, n_k, assert_close):
    arrays = draw(batch, n_q=n_q, n_k=n_k)
    assert_close(online_softmax_attention(*map(make, arrays), 2), attention(*arrays)[0])


def test_batch_axes_broadcast(make, assert_close):
    rng = np.random.default_rng(0)
    arrays = rng.normal(size=(2, 1, 4, 6)), rng.normal(size=(3, 5, 6)), rng.normal(size=(5, 7))
    assert_close(online_softmax_attention(*map(make, arrays), 2), attention(*arrays)[0])


def test_mixed_precisions_give_the_wider_one(make, dtype):
    Q, K = make(np.ones((4, 6), np.float32)), make(np.ones((5, 6), dtype))
    assert online_softmax_attention(Q, K, K, 2).dtype == K.dtype
    assert online_softmax_attention(Q, K[:0], K[:0], 2).dtype == K.dtype


def test_inputs_are_left_as_they_were_and_the_same_comes_again(make, draw, assert_pure):
    assert_pure(online_softmax_attention, *map(make, draw((2,))), 2)


def test_how_inputs_lie_in_memory_does_not_matter(make, draw, strided, assert_close):
    arrays = draw((2,))
    output = online_softmax_attention(*(make(strided(array)) for array in arrays), 2)
    assert_close(output, attention(*arrays)[0])


@pytest.mark.parametrize(
    ("shapes", "says"),
    [
        (((4, 6), (5, 7), (5, 3)), "Q has d_k = 6 in its last axis, K has 7"),
        (((4, 6), (0, 7), (0, 3)), "Q has d_k = 6 in its last axis, K has 7"),
        (((4, 6), (5, 6), (4, 3)), "K has n_k = 5 rows, V has 4"),
        (((4, 0), (5, 0), (5, 3)), "Q has d_k = 0"),
        (((6,), (5, 6), (5, 3)), r"Q has shape \(6,\); it needs at least two axes"),
        (((2, 4, 6), (3, 5, 6), (5, 3)), r"Q has \(2,\), K has \(3,\), V has \(\)"),
    ],
)
def test_sizes_that_cannot_be_right_are_refused_with_both_shapes(make, shapes, says):
    with pytest.raises(ValueError, match=says):
        online_softmax_attention(*(make(np.ones(shape)) for shape in shapes), 2)


@pytest.mark.parametrize(
    ("block_size", "error"), [(0, ValueError), (-1, ValueError), (2.0, TypeError), (True, TypeError)]
)
def test_a_block_size_that_can_not_be_is_refused(draw, block_size, error):
    with pytest.raises(error, match=f"block_size must be .*; it is {block_size}"):
        online_softmax_attention(*draw(), block_size)


@pytest.mark.parametrize(
    ("V", "says"),
    [
        ([[1.0]] * 5, "V is a list"),
        (np.ones((5, 3), int), "V has dtype int64"),
        (torch.ones(5, 3), "K is from numpy, V is from torch"),
    ],
)
def test_the_wrong_kind_of_thing_is_refused_in_words(V, says):
    with pytest.raises(TypeError, match=says):
        online_softmax_attention(np.ones((4, 6)), np.ones((5, 6)), V, 2)
