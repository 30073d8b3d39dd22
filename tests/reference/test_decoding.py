"""A cache grown one step at a time against the causal full pass, and shared heads against PyTorch's."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import scaled_dot_product_attention

from attention_lib.reference import (
    append_kv,
    attend_one,
    attention,
    causal_mask,
    grouped_query_attention,
    multi_head_attention,
    split_heads,
)

H, D_K = 6, 2
D = H * D_K


def grown(Q, K, V):
    """Decode: at each step keep one key and one value more, and ask with one query."""
    K_cache, V_cache, outputs = K[..., :0, :], V[..., :0, :], []
    for t in range(Q.shape[-2]):
        now = slice(t, t + 1)
        K_cache, V_cache = append_kv(K_cache, V_cache, K[..., now, :], V[..., now, :])
        output, weights = attend_one(Q[..., now, :], K_cache, V_cache)
        assert weights.shape[-2:] == (1, t + 1)
        outputs.append(output)
    return outputs, K_cache, V_cache


def shared(batch=(), num_kv_heads=3, dtype=np.float64, n_q=4, n_k=5):
    rng = np.random.default_rng(0)
    shapes = [(*batch, n_q, D), (*batch, n_k, D), (D, D), *[(D, num_kv_heads * D_K)] * 2, (D, D)]
    return [rng.normal(size=shape).astype(dtype) / D**0.5 for shape in shapes]


def test_a_cache_grown_step_by_step_reads_what_one_causal_pass_reads(
    make, batch, dtype, draw, numbers, assert_like, assert_close
):
    Q, K, V = map(make, draw(batch, dtype, n_q=5))
    outputs, K_cache, V_cache = grown(Q, K, V)
    assert_like(Q, *outputs, K_cache, V_cache)
    steps = np.concatenate([numbers(output) for output in outputs], axis=-2)
    assert_close(steps, attention(Q, K, V, causal_mask(5, like=Q))[0])
    assert_close(steps, scaled_dot_product_attention(*map(torch.as_tensor, (Q, K, V)), is_causal=True))
    np.testing.assert_array_equal(numbers(K_cache), numbers(K))
    np.testing.assert_array_equal(numbers(V_cache), numbers(V))


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(1, 7), st.integers(1, 4), st.integers(1, 4))
def test_caches_of_every_length_read_the_same(seed, n, d_k, d_v):
    rng = np.random.default_rng(seed)
    Q, K, V = rng.normal(size=(n, d_k)), rng.normal(size=(n, d_k)), rng.normal(size=(n, d_v))
    outputs, _, _ = grown(Q, K, V)
    full, _ = attention(Q, K, V, causal_mask(n))
    np.testing.assert_allclose(np.concatenate(outputs), full, rtol=1e-9, atol=1e-12)


def test_the_old_cache_is_left_as_it_was_and_shares_no_memory_with_the_new(draw):
    _, K, V = draw((2,))
    before = K.copy(), V.copy()
    K_cache, V_cache = append_kv(K, V, K[:, :1], V[:, :1])
    K_cache[:], V_cache[:] = 0, 0
    np.testing.assert_array_equal(K, before[0])
    np.testing.assert_array_equal(V, before[1])


@pytest.mark.parametrize("half", [torch.float16, torch.bfloat16])
def test_half_precision_is_kept_and_near_single_precision(half, draw):
    Q, K, V = (torch.from_numpy(array).to(half) for array in draw((2,), np.float32, n_q=30, n_k=30, d_k=64))
    outputs, K_cache, _ = grown(Q, K, V)
    assert outputs[-1].dtype == K_cache.dtype == half
    exact, _ = attention(Q.float(), K.float(), V.float(), causal_mask(30, like=Q))
    torch.testing.assert_close(torch.cat(outputs, dim=-2).float(), exact, rtol=0.03, atol=0.03)
    arrays = [torch.from_numpy(array).to(half) for array in shared((2,), dtype=np.float32)]
    output, weights = grouped_query_attention(*arrays, H, 3)
    assert output.dtype == weights.dtype == half


def test_gradients_flow_through_cache_and_shared_heads(draw):
    inputs = [torch.from_numpy(array).requires_grad_() for array in draw(n_q=3, n_k=3, d_k=2, d_v=2)]
    assert torch.autograd.gradcheck(lambda *QKV: torch.cat(grown(*QKV)[0]), inputs)
    inputs = [torch.from_numpy(array).requires_grad_() for array in shared(n_q=2, n_k=3)]
    mask = torch.tensor([[True, False, True], [False, False, False]])
    output, _ = grouped_query_attention(*inputs, H, 3, mask)
    output.square().sum().backward()
    assert (output[1] == 0).all()
    assert all(torch.isfinite(array.grad).all() for array in inputs)


@pytest.mark.parametrize("num_kv_heads", [1, 2, 3, 6])
@pytest.mark.parametrize("masked", [False, True])
def test_shared_heads_are_pytorchs_grouped_queries(
    make, batch, dtype, num_kv_heads, masked, assert_like, assert_close
):
    arrays = list(map(make, shared(batch, num_kv_heads, dtype)))
    mask = make(np.random.default_rng(1).random((4, 5)) < 0.7) if masked else None
    output, weights = grouped_query_attention(*arrays, H, num_kv_heads, mask)
    assert_like(arrays[0], output, weights)
    assert weights.shape == (*batch, H, 4, 5)
    X_q, X_kv, W_q, W_k, W_v, W_o = map(torch.as_tensor, arrays)
    Q, K, V = (
        (X @ W).unflatten(-1, (-1, D_K)).transpose(-3, -2) for X, W in ((X_q, W_q), (X_kv, W_k), (X_kv, W_v))
    )
    attn_mask = None if mask is None else torch.as_tensor(mask)
    Z = scaled_dot_product_attention(Q, K, V, attn_mask=attn_mask, enable_gqa=True)
    assert_close(output, Z.transpose(-3, -2).flatten(-2) @ W_o)


def test_as_many_shared_heads_as_heads_are_multi_head_attention(make, assert_close):
    arrays = list(map(make, shared((2,), H)))
    mask = make(np.random.default_rng(1).random((2, H, 4, 5)) < 0.7)
    ours = grouped_query_attention(*arrays, H, H, mask)
    for one, other in zip(ours, multi_head_attention(*arrays, H, mask), strict=True):
        assert_close(one, other)


def test_heads_of_one_group_read_the_same_keys_and_values(assert_close):
    X_q, X_kv, W_q, W_k, W_v, W_o = shared(num_kv_heads=2)
    _, weights = grouped_query_attention(X_q, X_kv, W_q, W_k, W_v, W_o, H, 2)
    Q, K = split_heads(X_q @ W_q, H), split_heads(X_kv @ W_k, 2)
    for i, g in enumerate([0, 0, 0, 1, 1, 1]):
        assert_close(weights[i], attention(Q[i], K[g], K[g])[1])


@pytest.mark.parametrize(("batch", "n_q", "n_k"), [((), 0, 5), ((), 4, 0), ((), 1, 1), ((0,), 4, 5)])
def test_no_positions_one_and_no_batch_are_fine(make, batch, n_q, n_k):
    output, weights = grouped_query_attention(*map(make, shared(batch, n_q=n_q, n_k=n_k)), H, 3)
    assert output.shape == (*batch, n_q, D)
    assert weights.shape == (*batch, H, n_q, n_k)


def test_inputs_are_left_as_they_were_and_the_same_comes_again(make, draw, assert_pure):
    Q, K, V = map(make, draw((2,), n_q=1))
    assert_pure(append_kv, K, V, K[:, :1], V[:, :1])
    assert_pure(attend_one, Q, K, V)
    assert_pure(grouped_query_attention, *map(make, shared((2,))), H, 3)


@pytest.mark.parametrize(
    ("function", "shapes", "says"),
    [
        (append_kv, [(5, 4), (5, 3), (4,), (1, 3)], r"k has shape \(4,\); it needs at least two axes"),
        (append_kv, [(5, 4), (5, 3), (2, 4), (1, 3)], r"k has shape \(2, 4\), its cache has \(5, 4\)"),
        (append_kv, [(5, 4), (5, 3), (1, 4), (1, 4)], r"v has shape \(1, 4\), its cache has \(5, 3\)"),
        (append_kv, [(2, 5, 4), (2, 5, 3), (1, 4), (2, 1, 3)], r"must be one row, \(2, 1, 4\)"),
        (append_kv, [(5, 4), (6, 3), (1, 4), (1, 3)], "K_cache has 5 rows, V_cache has 6"),
        (attend_one, [(2, 4), (5, 4), (5, 3)], r"q has shape \(2, 4\); it must be one row"),
        (attend_one, [(4,), (5, 4), (5, 3)], r"q has shape \(4,\); it needs at least two axes"),
        (attend_one, [(1, 4), (5, 6), (5, 3)], "Q has d_k = 4 in its last axis, K has 6"),
        (attend_one, [(1, 4), (5, 4), (6, 3)], "K has n_k = 5 rows, V has 6"),
    ],
)
def test_what_does_not_fit_the_cache_is_refused_with_both_shapes(make, function, shapes, says):
    with pytest.raises(ValueError, match=says):
        function(*(make(np.ones(shape)) for shape in shapes))


@pytest.mark.parametrize(
    ("function", "arguments", "says"),
    [
        (append_kv, ([[1.0]], *[np.ones((1, 1))] * 3), "K_cache is a list"),
        (append_kv, (*[np.ones((1, 1))] * 3, torch.ones(1, 1)), "k is from numpy, v is from torch"),
        (attend_one, ([[1.0]], np.ones((1, 1)), np.ones((1, 1))), "q is a list"),
        (attend_one, (*[np.ones((1, 1))] * 2, np.ones((1, 1), int)), "V has dtype int64"),
        (attend_one, (*[torch.ones(1, 1)] * 2, torch.ones(1, 1, device="meta")), "V_cache is on meta"),
        (grouped_query_attention, (*shared(), H, 3, [[True] * 5] * 4), "mask is a list"),
    ],
)
def test_the_wrong_kind_of_thing_is_refused_in_words(function, arguments, says):
    with pytest.raises(TypeError, match=says):
        function(*arguments)


@pytest.mark.parametrize(
    ("num_heads", "num_kv_heads", "error", "says"),
    [
        (6, 4, ValueError, "6 heads can't share 4 heads of keys and values equally"),
        (6, 0, ValueError, "num_kv_heads must be at least 1; it is 0"),
        (0, 3, ValueError, "num_heads must be at least 1; it is 0"),
        (-6, 3, ValueError, "num_heads must be at least 1; it is -6"),
        (True, 1, TypeError, "num_heads must be a whole number; it is True"),
        ("6", 3, TypeError, "num_heads must be a whole number; it is '6'"),
        (6, 3.0, TypeError, "num_kv_heads must be a whole number; it is 3.0"),
        (3, 3, ValueError, "Q has d_k = 4 in its last axis, K has 2"),
    ],
)
def test_heads_that_can_not_be_shared_are_refused(num_heads, num_kv_heads, error, says):
    with pytest.raises(error, match=says):
        grouped_query_attention(*shared(), num_heads, num_kv_heads)
