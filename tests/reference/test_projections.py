"""The three projections against PyTorch's linear map, and one position at a time."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from attention_lib.reference import project_qkv


def some(batch=(), dtype=np.float64, n=4, seed=0):
    rng = np.random.default_rng(seed)
    shapes = [(*batch, n, 5), (5, 6), (5, 6), (5, 7)]
    return [rng.normal(size=shape).astype(dtype) for shape in shapes]


def test_projections_are_pytorchs_linear_maps(make, batch, dtype, assert_like, assert_close):
    X, *maps = map(make, some(batch, dtype))
    projected = project_qkv(X, *maps)
    assert_like(X, *projected)
    for result, W in zip(projected, maps, strict=True):
        assert_close(result, torch.nn.functional.linear(torch.as_tensor(X), torch.as_tensor(W).T))


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(1, 5))
def test_every_position_is_projected_by_itself_and_moves_with_the_others(seed, n):
    X, *maps = some(n=n, seed=seed)
    order = np.random.default_rng(seed).permutation(n)
    for whole, moved in zip(project_qkv(X, *maps), project_qkv(X[order], *maps), strict=True):
        np.testing.assert_allclose(moved, whole[order], rtol=1e-9, atol=1e-12)
    for i in range(n):
        alone = project_qkv(X[i : i + 1], *maps)
        np.testing.assert_allclose(
            alone[0][0], [X[i] @ column for column in maps[0].T], rtol=1e-9, atol=1e-12
        )


def test_gradients_flow_to_the_input_and_to_the_maps():
    assert torch.autograd.gradcheck(project_qkv, [torch.from_numpy(a).requires_grad_() for a in some(n=2)])


@pytest.mark.parametrize("half", [torch.float16, torch.bfloat16])
def test_half_precision_is_kept_and_near_single_precision(half):
    arrays = [torch.from_numpy(array).to(half) for array in some((2,), np.float32)]
    exact = project_qkv(*(array.float() for array in arrays))
    for result, oracle in zip(project_qkv(*arrays), exact, strict=True):
        assert result.dtype == half
        torch.testing.assert_close(result.float(), oracle, rtol=0.02, atol=0.02)


@pytest.mark.parametrize(("batch", "n"), [((), 0), ((), 1), ((0,), 4)])
def test_no_positions_one_and_no_batch_are_fine(make, batch, n):
    Q, K, V = project_qkv(*map(make, some(batch, n=n)))
    assert Q.shape == K.shape == (*batch, n, 6)
    assert V.shape == (*batch, n, 7)


def test_maps_to_or_from_no_features_are_fine():
    Q, K, V = project_qkv(np.ones((4, 0)), np.ones((0, 6)), np.ones((0, 6)), np.ones((0, 0)))
    np.testing.assert_array_equal(Q, np.zeros((4, 6)))
    assert V.shape == (4, 0)
    assert K.shape == (4, 6)


def test_inputs_are_left_as_they_were_and_the_same_comes_again(make, assert_pure):
    assert_pure(project_qkv, *map(make, some((2,))))


def test_how_inputs_lie_in_memory_does_not_matter(make, strided, assert_close):
    arrays = some((2,))
    for one, other in zip(
        project_qkv(*(make(strided(a)) for a in arrays)), project_qkv(*arrays), strict=True
    ):
        assert_close(one, other)


@pytest.mark.parametrize(
    ("position", "shape", "says"),
    [
        (0, (5,), r"X has shape \(5,\); it needs at least two axes"),
        (1, (6, 5), r"X has shape \(4, 5\), W_q has \(6, 5\).*W_q must be a matrix with 5 rows"),
        (2, (4, 6), r"X has shape \(4, 5\), W_k has \(4, 6\)"),
        (3, (2, 5, 7), r"X has shape \(4, 5\), W_v has \(2, 5, 7\)"),
        (3, (5,), r"X has shape \(4, 5\), W_v has \(5,\)"),
    ],
)
def test_maps_that_do_not_fit_are_refused_with_both_shapes(make, position, shape, says):
    arrays = some()
    arrays[position] = np.ones(shape)
    with pytest.raises(ValueError, match=says):
        project_qkv(*map(make, arrays))


@pytest.mark.parametrize(
    ("position", "wrong", "says"),
    [
        (0, [[1.0] * 5], "X is a list"),
        (1, torch.ones(5, 6), "X is from numpy, W_q is from torch"),
        (3, np.ones((5, 7), complex), "W_v has dtype complex128"),
    ],
)
def test_the_wrong_kind_of_thing_is_refused_in_words(position, wrong, says):
    arrays = some()
    arrays[position] = wrong
    with pytest.raises(TypeError, match=says):
        project_qkv(*arrays)


def test_arrays_on_two_devices_are_refused():
    X, W = torch.ones(4, 5), torch.ones(5, 6)
    with pytest.raises(TypeError, match="W_v is on meta"):
        project_qkv(X, W, W, W.to("meta"))
