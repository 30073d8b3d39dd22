"""Multi-head attention against PyTorch's layer and against one head at a time, with masks of every shape."""

import numpy as np
import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from attention_lib.reference import attention, multi_head_attention

B, H, N_Q, N_K, D = 2, 3, 4, 5, 12
MASK_SHAPES = [(N_K,), (1, N_K), (N_Q, N_K), (B, N_Q, N_K), (B, 1, N_K), (1, N_Q, N_K), (B, H, N_Q, N_K)]
MASK_SHAPES += [(1, H, N_Q, N_K), (B, 1, N_Q, N_K), (B, H, 1, N_K)]


def some(batch=(), dtype=np.float64, n_q=N_Q, n_k=N_K, d_model=D):
    rng = np.random.default_rng(0)
    shapes = [(*batch, n_q, d_model), (*batch, n_k, d_model), *[(d_model, d_model)] * 4]
    return [rng.normal(size=shape).astype(dtype) for shape in shapes]


def some_mask(shape):
    mask = np.random.default_rng(1).random(shape) < 0.7
    mask[..., 0] = True  # PyTorch's layer gives NaN to a query that may attend to nothing
    return mask


def with_head_axis(mask):
    """Spell out to (B, H, n_q, n_k) what a mask of fewer axes means."""
    if mask.ndim == 3:
        mask = mask[:, None]
    return np.broadcast_to(mask, (B, H, N_Q, N_K)).copy()


def by_pytorch(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    """Lend the maps to torch.nn.MultiheadAttention, whose masks are True where it is forbidden to look."""
    layer = torch.nn.MultiheadAttention(X_q.shape[-1], num_heads, bias=False, batch_first=True).to(X_q)
    with torch.no_grad():
        layer.in_proj_weight.copy_(torch.cat([W_q.T, W_k.T, W_v.T]))
        layer.out_proj.weight.copy_(W_o.T)
        forbidden = None if mask is None else ~mask.flatten(0, 1)
        return layer(X_q, X_kv, X_kv, attn_mask=forbidden, average_attn_weights=False)


@pytest.mark.parametrize("num_heads", [1, 2, 3, 12])
@pytest.mark.parametrize("one_batch", [(), (B,)], ids=str)
def test_multi_head_attention_is_pytorchs_layer(make, dtype, num_heads, one_batch, assert_like, assert_close):
    arrays = list(map(make, some(one_batch, dtype)))
    result = multi_head_attention(*arrays, num_heads)
    assert_like(arrays[0], *result)
    for ours, theirs in zip(result, by_pytorch(*map(torch.as_tensor, arrays), num_heads), strict=True):
        assert_close(ours, theirs)


@pytest.mark.parametrize("shape", MASK_SHAPES, ids=str)
def test_masks_of_every_shape_are_pytorchs_inverted(make, shape, assert_close):
    arrays, mask = list(map(make, some((B,)))), some_mask(shape)
    full = torch.as_tensor(make(with_head_axis(mask)))
    oracle = by_pytorch(*map(torch.as_tensor, arrays), H, full)
    for ours, theirs in zip(multi_head_attention(*arrays, H, make(mask)), oracle, strict=True):
        assert_close(ours, theirs)


def test_every_head_attends_by_itself_in_its_own_columns(make, batch, dtype, assert_close):
    arrays = some(batch, dtype)
    X_q, X_kv, W_q, W_k, W_v, W_o = map(torch.from_numpy, arrays)
    heads = [
        scaled_dot_product_attention(
            X_q @ W_q[:, i : i + 4], X_kv @ W_k[:, i : i + 4], X_kv @ W_v[:, i : i + 4]
        )
        for i in range(0, D, 4)
    ]
    output, weights = multi_head_attention(*map(make, arrays), H)
    assert_close(output, torch.cat(heads, dim=-1) @ W_o)
    assert weights.shape == (*batch, H, N_Q, N_K)


def test_one_head_is_attention_between_projections(assert_close):
    X_q, X_kv, W_q, W_k, W_v, W_o = some()
    output, weights = multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, 1)
    Z, its_weights = attention(X_q @ W_q, X_kv @ W_k, X_kv @ W_v)
    assert_close(output, Z @ W_o)
    assert_close(weights[0], its_weights)


@pytest.mark.parametrize("batched", ["X_q", "X_kv"])
def test_a_mask_for_each_of_a_batch_holds_also_where_only_one_input_has_the_batch(batched, assert_close):
    X_q, X_kv, *maps = some((H,))  # as many sequences as heads, so that the two axes could be confused
    X_q, X_kv = (X_q, X_kv[0]) if batched == "X_q" else (X_q[0], X_kv)
    mask = some_mask((H, N_Q, N_K))
    output, _ = multi_head_attention(X_q, X_kv, *maps, H, mask)
    for b in range(H):
        one_q, one_kv = (X_q[b], X_kv) if batched == "X_q" else (X_q, X_kv[b])
        assert_close(output[b], multi_head_attention(one_q, one_kv, *maps, H, mask[b])[0])


def test_heads_in_another_order_say_the_same(assert_close):
    X_q, X_kv, W_q, W_k, W_v, W_o = some()
    order = np.arange(D).reshape(H, -1)[[2, 0, 1]].ravel()
    moved = multi_head_attention(X_q, X_kv, W_q[:, order], W_k[:, order], W_v[:, order], W_o[order], H)
    assert_close(moved[0], multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, H)[0])


def test_without_positions_a_sentence_in_another_order_reads_the_same(assert_close):
    X, _, *maps = some()
    order = [2, 0, 3, 1]
    moved, _ = multi_head_attention(X[order], X[order], *maps, H)
    assert_close(moved, multi_head_attention(X, X, *maps, H)[0][order])


def test_a_query_that_may_attend_to_nothing_gets_0_and_spoils_no_gradient(make, numbers):
    mask = some_mask((N_Q, N_K))
    mask[1] = False
    output, weights = multi_head_attention(*map(make, some((B,))), H, make(mask))
    np.testing.assert_array_equal(numbers(output)[:, 1], 0)
    np.testing.assert_array_equal(numbers(weights)[..., ~mask], 0)
    inputs = [torch.from_numpy(array).requires_grad_() for array in some((B,))]
    multi_head_attention(*inputs, H, torch.from_numpy(mask))[0].square().sum().backward()
    assert all(torch.isfinite(array.grad).all() for array in inputs)


def test_gradients_flow_to_the_inputs_and_to_the_maps():
    inputs = [torch.from_numpy(array).requires_grad_() for array in some(n_q=2, n_k=3, d_model=2)]
    mask = torch.tensor([[True, False, True], [False, False, False]])
    assert torch.autograd.gradcheck(lambda *arrays: multi_head_attention(*arrays, 2, mask), inputs)


@pytest.mark.parametrize("half", [torch.float16, torch.bfloat16])
def test_half_precision_is_kept_and_near_single_precision(half):
    X_q, X_kv, *maps = (torch.from_numpy(array) for array in some((B,), np.float32, d_model=48))
    arrays = [array.to(half) for array in (X_q, X_kv, *(W / 48**0.5 for W in maps))]
    output, weights = multi_head_attention(*arrays, H)
    assert output.dtype == weights.dtype == half
    exact, _ = multi_head_attention(*(array.float() for array in arrays), H)
    torch.testing.assert_close(output.float(), exact, rtol=0.05, atol=0.05)


@pytest.mark.parametrize(("batch", "n_q", "n_k"), [((), 0, 5), ((), 4, 0), ((), 1, 1), ((0,), 4, 5)])
def test_no_positions_one_and_no_batch_are_fine(make, numbers, batch, n_q, n_k):
    output, weights = multi_head_attention(*map(make, some(batch, n_q=n_q, n_k=n_k)), H)
    assert output.shape == (*batch, n_q, D)
    assert weights.shape == (*batch, H, n_q, n_k)
    assert n_k or (numbers(output) == 0).all()


def test_inputs_are_left_as_they_were_and_the_same_comes_again(make, assert_pure):
    assert_pure(multi_head_attention, *map(make, some((B,))), H, make(some_mask((B, N_Q, N_K))))


def test_how_inputs_lie_in_memory_does_not_matter(make, strided, assert_close):
    arrays = some((B,))
    output, _ = multi_head_attention(*(make(strided(array)) for array in arrays), H)
    assert_close(output, multi_head_attention(*arrays, H)[0])


@pytest.mark.parametrize(
    ("num_heads", "error"),
    [(0, ValueError), (-1, ValueError), (5, ValueError), (True, TypeError), (2.0, TypeError)],
)
def test_a_number_of_heads_that_can_not_be_is_refused(make, num_heads, error):
    with pytest.raises(error, match=f"num_heads must be .* it is {num_heads}|d_model = 12 features; 5 heads"):
        multi_head_attention(*map(make, some()), num_heads)


@pytest.mark.parametrize(
    ("position", "wrong", "error", "says"),
    [
        (0, np.ones(D), ValueError, r"X_q has shape \(12,\); it needs at least two axes"),
        (1, np.ones((B + 1, N_K, D)), ValueError, r"batch axes do not fit.*\(2, 3\).*\(3, 3\)"),
        (2, np.ones((D - 1, D)), ValueError, r"X_q has shape \(2, 4, 12\), W_q has \(11, 12\)"),
        (3, np.ones((D, 6)), ValueError, "Q has d_k = 4 in its last axis, K has 2"),
        (5, np.ones((6, D)), ValueError, r"W_v has shape \(12, 12\), W_o has \(6, 12\)"),
        (0, np.ones((B, N_Q, D), int), TypeError, "X_q has dtype int64; weights are fractions"),
        (3, [[1.0]], TypeError, "W_k is a list"),
        (4, torch.ones(D, D), TypeError, "W_k is from numpy, W_v is from torch"),
        (7, np.ones((B + 1, N_Q, N_K), bool), ValueError, r"mask has shape \(3, 1, 4, 5\).*\(2, 3, 4, 5\)"),
        (7, np.zeros((N_Q, N_K)), TypeError, "mask has dtype float64; it must be boolean"),
        (7, [[True] * N_K] * N_Q, TypeError, "mask is a list"),
        (7, torch.ones(N_Q, N_K, dtype=torch.bool), TypeError, "mask is from torch"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(position, wrong, error, says):
    arguments = [*some((B,)), H, None]
    arguments[position] = wrong
    with pytest.raises(error, match=says):
        multi_head_attention(*arguments)
