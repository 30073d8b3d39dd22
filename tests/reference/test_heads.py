"""Heads split and combined, entry by entry, as PyTorch's views do it, and there and back again."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from attention_lib.reference import combine_heads, split_heads

BATCHES = st.lists(st.integers(0, 3), max_size=2).map(tuple)
SIZES = st.integers(0, 4)
HEADS = st.integers(1, 4)
often = settings(deadline=None, max_examples=60)


def labelled(*shape):
    """Every entry is another number, so that none can be mistaken for another."""
    return np.arange(float(np.prod(shape))).reshape(shape)


@often
@given(BATCHES, SIZES, HEADS, SIZES)
def test_every_entry_goes_where_the_formula_says(batch, n, num_heads, d_k):
    X = labelled(*batch, n, num_heads * d_k)
    H = split_heads(X, num_heads)
    assert H.shape == (*batch, num_heads, n, d_k)
    for *b, i, p, c in np.ndindex(H.shape):
        assert H[(*b, i, p, c)] == X[(*b, p, i * d_k + c)]


@often
@given(BATCHES, SIZES, HEADS, SIZES)
def test_every_entry_comes_back_to_where_the_formula_says(batch, n, num_heads, d_k):
    H = labelled(*batch, num_heads, n, d_k)
    Z = combine_heads(H)
    assert Z.shape == (*batch, n, num_heads * d_k)
    for *b, i, p, c in np.ndindex(H.shape):
        assert Z[(*b, p, i * d_k + c)] == H[(*b, i, p, c)]


@often
@given(BATCHES, SIZES, HEADS, SIZES)
def test_each_undoes_the_other(batch, n, num_heads, d_k):
    X, H = labelled(*batch, n, num_heads * d_k), labelled(*batch, num_heads, n, d_k)
    np.testing.assert_array_equal(combine_heads(split_heads(X, num_heads)), X)
    np.testing.assert_array_equal(split_heads(combine_heads(H), num_heads), H)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64, np.float16])
def test_heads_are_pytorchs_views_and_keep_kind_and_dtype(make, batch, dtype, assert_like, assert_close):
    X = make(labelled(*batch, 4, 6).astype(dtype))
    H = split_heads(X, 3)
    assert_like(X, H, combine_heads(H))
    assert_close(H, torch.as_tensor(X).unflatten(-1, (3, 2)).transpose(-3, -2))
    assert_close(combine_heads(H), X)


def test_heads_are_chunks_of_the_features_one_after_another():
    X = torch.randn(2, 4, 6, dtype=torch.bfloat16)
    for head, chunk in zip(split_heads(X, 3).unbind(-3), X.chunk(3, dim=-1), strict=True):
        assert torch.equal(head, chunk)


def test_reshaping_alone_is_caught_on_labelled_entries():
    X = labelled(4, 6)
    assert not np.array_equal(split_heads(X, 3), X.reshape(3, 4, 2))
    H = labelled(3, 4, 2)
    assert not np.array_equal(combine_heads(H), H.reshape(4, 6))


def test_one_head_has_all_features(make, assert_close):
    X = labelled(4, 6)
    assert_close(split_heads(make(X), 1), X[None])


def test_gradients_flow_through_both():
    X = torch.randn(2, 3, 4, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda X: combine_heads(split_heads(X, 2) ** 2), (X,))


def test_inputs_are_left_as_they_were_and_the_same_comes_again(make, assert_pure):
    assert_pure(split_heads, make(labelled(2, 4, 6)), 3)
    assert_pure(combine_heads, make(labelled(2, 3, 4, 2)))


def test_how_an_input_lies_in_memory_does_not_matter(make, strided, assert_close):
    X = labelled(2, 4, 6)
    H = split_heads(make(strided(X)), 3)
    assert_close(H, split_heads(X, 3))
    assert_close(combine_heads(make(strided(split_heads(X, 3)))), X)


def test_a_number_of_heads_may_be_numpys():
    assert split_heads(labelled(4, 6), np.int64(3)).shape == (3, 4, 2)


@pytest.mark.parametrize(
    ("shape", "num_heads", "error", "says"),
    [
        ((4, 6), 0, ValueError, "num_heads must be at least 1; it is 0"),
        ((4, 6), -1, ValueError, "num_heads must be at least 1; it is -1"),
        ((4, 6), 4, ValueError, "X has d_model = 6 features; 4 heads can't share them equally"),
        ((4, 6), 12, ValueError, "12 heads can't share them equally"),
        ((4, 6), True, TypeError, "num_heads must be a whole number; it is True"),
        ((4, 6), 2.0, TypeError, "num_heads must be a whole number; it is 2.0"),
        ((4, 6), None, TypeError, "num_heads must be a whole number; it is None"),
        ((6,), 2, ValueError, r"X has shape \(6,\); it needs at least two axes"),
    ],
)
def test_what_can_not_be_split_is_refused_in_words(make, shape, num_heads, error, says):
    with pytest.raises(error, match=says):
        split_heads(make(labelled(*shape)), num_heads)


def test_what_has_no_axis_of_heads_can_not_be_combined(make):
    with pytest.raises(ValueError, match=r"H has shape \(4, 6\); it needs at least three axes"):
        combine_heads(make(labelled(4, 6)))


def test_lists_are_refused_in_words():
    with pytest.raises(TypeError, match="X is a list"):
        split_heads([[1.0, 2.0]], 2)
    with pytest.raises(TypeError, match="H is a list"):
        combine_heads([[[1.0, 2.0]]])
