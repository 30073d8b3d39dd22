"""The gradient by hand against torch.autograd, against small steps, and where nothing may be attended to."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import scaled_dot_product_attention

from attention_lib.reference import attention, attention_backward, causal_mask

SEEDS, SIZES = st.integers(0, 2**32 - 1), st.integers(1, 5)
MASKS = {
    "none": None,
    "causal": np.tri(4, 5, dtype=bool),
    "padding": np.arange(5)[None] < 3,
    "nothing": np.zeros((4, 5), bool),
    "one row nothing": np.array([[1, 0, 1, 1, 0], [0] * 5, [1] * 5, [0, 0, 0, 0, 1]], bool),
}
often = settings(deadline=None, max_examples=60)


@pytest.fixture(params=MASKS)
def mask(request):
    return MASKS[request.param]


class ByHand(torch.autograd.Function):
    """Attention for torch.autograd, with our gradient in place of PyTorch's."""

    @staticmethod
    def forward(ctx, Q, K, V, mask):
        ctx.save_for_backward(Q, K, V)
        ctx.mask = mask
        return attention(Q, K, V, mask)[0]

    @staticmethod
    def backward(ctx, dO):
        return (*attention_backward(dO, *ctx.saved_tensors, ctx.mask), None)


def some(draw, batch=(), dtype=np.float64, **sizes):
    Q, K, V = draw(batch, dtype, **sizes)
    shape = (*batch, Q.shape[-2], V.shape[-1])
    return np.random.default_rng(1).normal(size=shape).astype(dtype), Q, K, V


def test_gradients_are_those_that_autograd_carries_through_attention(
    make, batch, dtype, draw, mask, assert_like, assert_close
):
    dO, *inputs = map(make, some(draw, batch, dtype))
    mask = mask if mask is None else make(mask)
    gradients = attention_backward(dO, *inputs, mask)
    assert_like(dO, *gradients)
    tensors = [torch.as_tensor(array).clone().requires_grad_() for array in inputs]
    output, _ = attention(*tensors, mask if mask is None else torch.as_tensor(mask))
    for ours, theirs in zip(
        gradients, torch.autograd.grad(output, tensors, torch.as_tensor(dO)), strict=True
    ):
        assert_close(ours, theirs)


@pytest.mark.parametrize("name", ["none", "causal", "padding"])
def test_gradients_are_those_of_pytorchs_own_attention(draw, name, assert_close):
    dO, *inputs = map(torch.from_numpy, some(draw, (2,)))
    mask = None if MASKS[name] is None else torch.from_numpy(MASKS[name])
    tensors = [tensor.requires_grad_() for tensor in inputs]
    output = scaled_dot_product_attention(*tensors, attn_mask=mask)
    theirs = torch.autograd.grad(output, tensors, dO)
    for ours, other in zip(attention_backward(dO, *(t.detach() for t in tensors), mask), theirs, strict=True):
        assert_close(ours, other)


def test_gradients_are_what_small_steps_measure(draw, mask):
    inputs = [torch.from_numpy(array).requires_grad_() for array in draw(d_k=2, d_v=3)]
    mask = mask if mask is None else torch.from_numpy(mask)
    assert torch.autograd.gradcheck(ByHand.apply, (*inputs, mask))


def test_a_query_that_may_attend_to_nothing_gets_and_gives_0(make, numbers, draw):
    dO, Q, K, V = some(draw)
    mask = MASKS["one row nothing"]
    dQ, dK, dV = (numbers(g) for g in attention_backward(*map(make, (dO, Q, K, V)), make(mask)))
    np.testing.assert_array_equal(dQ[1], 0)
    others = [0, 2, 3]
    alone = attention_backward(dO[others], Q[others], K, V, mask[others])
    np.testing.assert_allclose(dK, alone[1], rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(dV, alone[2], rtol=1e-10, atol=1e-12)


@often
@given(SEEDS, SIZES, SIZES, SIZES, SIZES)
def test_gradients_of_keys_sum_to_0_for_a_shift_of_all_keys_changes_nothing(seed, n_q, n_k, d_k, d_v):
    rng = np.random.default_rng(seed)
    shapes = [(n_q, d_v), (n_q, d_k), (n_k, d_k), (n_k, d_v)]
    _, dK, _ = attention_backward(*(rng.normal(size=shape) for shape in shapes))
    np.testing.assert_allclose(dK.sum(axis=0), 0, atol=1e-12)


@often
@given(SEEDS, SIZES, SIZES, st.floats(-3, 3))
def test_gradients_are_linear_in_the_gradient_they_are_given(seed, n_q, n_k, factor):
    rng = np.random.default_rng(seed)
    Q, K, V = rng.normal(size=(n_q, 2)), rng.normal(size=(n_k, 2)), rng.normal(size=(n_k, 3))
    one, other = rng.normal(size=(2, n_q, 3))
    both = attention_backward(factor * one + other, Q, K, V)
    parts = zip(attention_backward(one, Q, K, V), attention_backward(other, Q, K, V), strict=True)
    for whole, (a, b) in zip(both, parts, strict=True):
        np.testing.assert_allclose(whole, factor * a + b, rtol=1e-9, atol=1e-12)


def test_nothing_is_learnt_about_the_future(make, numbers, draw):
    dO, Q, K, V = some(draw, n_q=5)
    dO[3:] = 0
    gradients = attention_backward(*map(make, (dO, Q, K, V)), make(causal_mask(5)))
    for gradient in gradients:
        np.testing.assert_array_equal(numbers(gradient)[3:], 0)


@pytest.mark.parametrize("half", [torch.float16, torch.bfloat16])
def test_half_precision_is_kept_and_near_single_precision(half, draw):
    arrays = [torch.from_numpy(a).to(half) for a in some(draw, (2,), np.float32, n_q=50, n_k=60, d_k=64)]
    exact = attention_backward(*(array.float() for array in arrays))
    for result, oracle in zip(attention_backward(*arrays), exact, strict=True):
        assert result.dtype == half
        torch.testing.assert_close(result.float(), oracle, rtol=0.05, atol=0.05)


@pytest.mark.parametrize("size", ["n_q", "n_k", "d_v"])
def test_a_length_of_0_gives_gradients_of_0(make, numbers, draw, size):
    dO, *inputs = map(make, some(draw, (2,), **{size: 0}))
    for gradient, array in zip(attention_backward(dO, *inputs), inputs, strict=True):
        np.testing.assert_array_equal(numbers(gradient), np.zeros(array.shape))


def test_an_empty_batch_gives_empty_gradients(make, draw):
    dO, *inputs = map(make, some(draw, (0,)))
    for gradient, array in zip(attention_backward(dO, *inputs), inputs, strict=True):
        assert gradient.shape == array.shape


def test_inputs_are_left_as_they_were_and_the_same_comes_again(make, draw, assert_pure):
    assert_pure(attention_backward, *map(make, some(draw, (2,))), make(MASKS["one row nothing"]))


def test_how_inputs_lie_in_memory_does_not_matter(make, draw, strided, assert_close):
    arrays = some(draw, (2,))
    there = attention_backward(*(make(strided(array)) for array in arrays))
    for one, other in zip(there, attention_backward(*arrays), strict=True):
        assert_close(one, other)


@pytest.mark.parametrize(
    ("position", "wrong", "error", "says"),
    [
        (0, np.ones((2, 4, 5)), ValueError, r"dO has shape \(2, 4, 5\), the output has \(2, 4, 3\)"),
        (0, np.ones((4, 3)), ValueError, r"dO has shape \(4, 3\), the output has \(2, 4, 3\)"),
        (2, np.ones((5, 6)), ValueError, r"batch axes of Q, K and V must be the same.*\(\), \(2,\)"),
        (2, np.ones((2, 5, 7)), ValueError, "Q has d_k = 6 in its last axis, K has 7"),
        (4, np.ones((5, 4), bool), ValueError, r"mask has shape \(5, 4\), the scores have \(2, 4, 5\)"),
        (0, [[1.0]], TypeError, "dO is a list"),
        (0, np.ones((2, 4, 3), int), TypeError, "dO has dtype int64"),
        (0, torch.ones(2, 4, 3), TypeError, "dO is from torch, Q is from numpy"),
        (4, np.zeros((4, 5)), TypeError, "mask has dtype float64; it must be boolean"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(draw, position, wrong, error, says):
    arguments = [*some(draw, (2,)), None]
    arguments[position] = wrong
    with pytest.raises(error, match=says):
        attention_backward(*arguments)
