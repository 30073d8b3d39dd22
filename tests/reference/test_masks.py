"""Masks against loops, masked attention against PyTorch's, and rows to which everything is forbidden."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import scaled_dot_product_attention

from attention_lib.reference import attention, causal_mask, padding_mask

# Batch (2, 3), n_q = 4, n_k = 5: every axis may be 1, and leading axes may be missing.
MASK_SHAPES = [(2, 3, 4, 5)[k:] for k in range(5)] + [(1, 3, 4, 5), (2, 1, 4, 5), (2, 3, 1, 5), (2, 3, 4, 1)]
MASK_SHAPES += [(2, 1, 1, 5), (1, 1, 4, 1), (1, 5), (4, 1), (1,)]
often = settings(deadline=None, max_examples=60)


def some_mask(shape, seed=0):
    return np.asarray(np.random.default_rng(seed).random(shape) < 0.6)


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_the_causal_mask_is_pytorchs_lower_triangle(n):
    mask = causal_mask(n)
    assert mask.dtype == bool
    np.testing.assert_array_equal(mask, torch.ones(n, n).tril().bool().numpy())


def test_masks_are_of_the_kind_of_the_array_they_are_made_like_and_lie_beside_it(make, dtype, numbers):
    like, lengths = make(np.ones(1, dtype)), make(np.array([1, 2]))
    for mask, given_one in ((causal_mask(3, like=like), like), (padding_mask(lengths, 3), lengths)):
        assert type(mask) is type(given_one)
        assert mask.device == given_one.device
    np.testing.assert_array_equal(numbers(causal_mask(3, like=like)), np.tri(3, dtype=bool))


@pytest.mark.parametrize("as_given", [list, tuple, np.array, torch.tensor])
def test_the_padding_mask_is_true_up_to_each_length(as_given):
    mask = padding_mask(as_given([3, 0, 5, 1]), 5)
    assert tuple(mask.shape) == (4, 1, 5)
    for b, length in enumerate([3, 0, 5, 1]):
        for j in range(5):
            assert bool(mask[b, 0, j]) == (j < length)


def test_no_sequences_and_no_positions_give_empty_padding_masks():
    assert padding_mask([], 3).shape == (0, 1, 3)
    assert padding_mask([0, 0], 0).shape == (2, 1, 0)


@pytest.mark.parametrize("shape", MASK_SHAPES, ids=str)
def test_masked_attention_is_pytorchs_for_masks_of_every_shape(
    make, dtype, draw, assert_like, assert_close, shape
):
    Q, K, V = map(make, draw((2, 3), dtype))
    mask = some_mask(shape)
    output, weights = attention(Q, K, V, make(mask))
    assert_like(Q, output, weights)
    full = torch.as_tensor(make(np.broadcast_to(mask, (2, 3, 4, 5)).copy()))
    theirs = scaled_dot_product_attention(*map(torch.as_tensor, (Q, K, V)), attn_mask=full)
    assert_close(output, torch.where(full.any(-1, keepdim=True), theirs, 0))


def test_causal_attention_is_pytorchs(make, batch, dtype, draw, assert_close):
    Q, K, V = map(make, draw(batch, dtype, n_q=5))
    theirs = scaled_dot_product_attention(*map(torch.as_tensor, (Q, K, V)), is_causal=True)
    assert_close(attention(Q, K, V, causal_mask(5, like=Q))[0], theirs)


def test_without_a_mask_everything_is_allowed(make, draw, assert_close):
    Q, K, V = map(make, draw((2,)))
    for plain, masked in zip(
        attention(Q, K, V), attention(Q, K, V, make(np.ones((4, 5), bool))), strict=True
    ):
        assert_close(plain, masked)


@often
@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.integers(1, 5))
def test_a_forbidden_key_is_as_good_as_absent(seed, n_q, n_k):
    rng = np.random.default_rng(seed)
    Q, K, V = rng.normal(size=(n_q, 3)), rng.normal(size=(n_k, 3)), rng.normal(size=(n_k, 2))
    mask = rng.random((n_q, n_k)) < 0.6
    output, weights = attention(Q, K, V, mask)
    assert (weights[~mask] == 0).all()
    np.testing.assert_allclose(weights.sum(axis=-1), mask.any(axis=-1), rtol=1e-12)
    for i, allowed in enumerate(mask):
        alone, _ = attention(Q[i : i + 1], K[allowed], V[allowed])
        np.testing.assert_allclose(output[i : i + 1], alone, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("size", [1.0, 1e15])
def test_no_key_or_value_of_the_future_is_seen_however_large(make, numbers, draw, size):
    Q, K, V = draw(n_q=5)
    before = attention(make(Q), make(K), make(V), make(causal_mask(5)))
    K[3:], V[3:] = size, size
    after = attention(make(Q), make(K), make(V), make(causal_mask(5)))
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(numbers(one)[:3], numbers(other)[:3])


def test_a_query_that_may_attend_to_nothing_gets_weights_and_output_0(make, batch, dtype, numbers, draw):
    mask = some_mask((4, 5))
    mask[1] = False
    for result in attention(*map(make, draw(batch, dtype)), make(mask)):
        np.testing.assert_array_equal(numbers(result)[..., 1, :], 0)
        assert np.isfinite(numbers(result)).all()


def test_all_gradients_are_finite_and_right_where_a_query_may_attend_to_nothing(draw):
    inputs = [torch.from_numpy(array).requires_grad_() for array in draw((2,), n_q=3, n_k=4, d_k=2, d_v=3)]
    mask = torch.from_numpy(some_mask((3, 4)))
    mask[1] = False
    assert torch.autograd.gradcheck(lambda Q, K, V: attention(Q, K, V, mask), inputs)
    Q, K, V = inputs
    attention(Q, K, V, mask)[0].sum().backward()
    assert all(torch.isfinite(array.grad).all() for array in inputs)
    assert (Q.grad[:, 1] == 0).all()


@pytest.mark.parametrize("half", [torch.float16, torch.bfloat16])
def test_half_precision_is_kept_and_near_single_precision(half, draw):
    Q, K, V = (torch.from_numpy(array).to(half) for array in draw((2,), np.float32, n_q=300, n_k=300, d_k=64))
    mask = causal_mask(300, like=Q)
    mask[7] = False
    output, weights = attention(Q, K, V, mask)
    assert output.dtype == weights.dtype == half
    oracle = attention(Q.float(), K.float(), V.float(), mask)[0]
    torch.testing.assert_close(output.float(), oracle, rtol=0.03, atol=0.03)


@pytest.mark.parametrize("size", ["n_q", "n_k", "d_v"])
def test_a_length_of_0_is_fine_with_a_mask_too(make, numbers, draw, size):
    Q, K, V = draw((2,), **{size: 0})
    output, weights = attention(make(Q), make(K), make(V), make(np.ones((Q.shape[1], K.shape[1]), bool)))
    assert weights.shape == (2, Q.shape[1], K.shape[1])
    np.testing.assert_array_equal(numbers(output), np.zeros((2, Q.shape[1], V.shape[2])))


def test_inputs_are_left_as_they_were_and_the_same_comes_again(make, draw, assert_pure):
    assert_pure(attention, *map(make, draw((2,))), make(some_mask((2, 1, 5))))


def test_how_a_mask_lies_in_memory_does_not_matter(make, draw, strided, assert_close):
    arrays, mask = list(map(make, draw())), some_mask((4, 5))
    assert_close(attention(*arrays, make(strided(mask)))[0], attention(*arrays, make(mask))[0])


@pytest.mark.parametrize("shape", [(5, 4), (6,), (3, 4, 5), (1, 1, 4, 5), (0, 5)])
def test_a_mask_that_does_not_broadcast_is_refused_with_both_shapes(make, draw, shape):
    with pytest.raises(ValueError, match=rf"mask has shape \({shape[0]}.*, the scores have \(2, 4, 5\)"):
        attention(*map(make, draw((2,))), make(np.ones(shape, bool)))


def test_a_mask_of_numbers_is_refused_with_its_cure(make, draw):
    for dtype in (np.float64, np.int64):
        with pytest.raises(TypeError, match=r"mask has dtype .*must be boolean, True where.*mask == 0"):
            attention(*map(make, draw()), make(np.zeros((4, 5), dtype)))


def test_a_mask_of_another_kind_or_device_is_refused(draw):
    arrays = draw()
    with pytest.raises(TypeError, match="V is from numpy, mask is from torch"):
        attention(*arrays, torch.ones(4, 5, dtype=torch.bool))
    with pytest.raises(TypeError, match="mask is a list"):
        attention(*arrays, [[True] * 5] * 4)
    with pytest.raises(TypeError, match="V is on cpu, mask is on meta"):
        attention(*map(torch.from_numpy, arrays), torch.ones(4, 5, dtype=torch.bool, device="meta"))


@pytest.mark.parametrize(
    ("function", "arguments", "error", "says"),
    [
        (causal_mask, (-1,), ValueError, "n must be at least 0; it is -1"),
        (causal_mask, (2.0,), TypeError, "n must be a whole number; it is 2.0"),
        (causal_mask, (True,), TypeError, "n must be a whole number; it is True"),
        (lambda n: causal_mask(n, like="numpy"), (3,), TypeError, "like is a str"),
        (padding_mask, ([1], 1.5), TypeError, "n must be a whole number"),
        (padding_mask, ([1, 4], 3), ValueError, r"between 0 and n = 3; they are \[1, 4\]"),
        (padding_mask, ([-1], 3), ValueError, "A length must be at least 0; it is -1"),
        (padding_mask, (np.array([-1]), 3), ValueError, r"between 0 and n = 3; they are \[-1\]"),
        (padding_mask, ([1.0], 3), TypeError, "A length must be a whole number; it is 1.0"),
        (padding_mask, (np.array([1.0]), 3), TypeError, "lengths has dtype float64"),
        (padding_mask, (np.array([True]), 3), TypeError, "lengths has dtype bool"),
        (padding_mask, (np.array([[1]]), 3), ValueError, r"lengths has shape \(1, 1\); it must have one"),
        (padding_mask, ({1, 2}, 3), TypeError, "lengths is a set"),
    ],
)
def test_what_makes_no_mask_is_refused_in_words(function, arguments, error, says):
    with pytest.raises(error, match=says):
        function(*arguments)
