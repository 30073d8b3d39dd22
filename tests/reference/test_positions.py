"""Sinusoidal positions against the paper's formula, rope against complex numbers, alibi against a loop."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from attention_lib.reference import alibi_bias, rope, scaled_scores, sinusoidal_positions

SEEDS, PAIRS = st.integers(0, 2**32 - 1), st.integers(1, 4)
often = settings(deadline=None, max_examples=60)


def by_complex_numbers(x, positions):
    """Turn x in PyTorch: a pair of features is one complex number, a turn is one product."""
    pairs = torch.view_as_complex(torch.as_tensor(x).double().unflatten(-1, (-1, 2)).contiguous())
    theta = 10000.0 ** (-torch.arange(pairs.shape[-1], dtype=torch.float64) / pairs.shape[-1])
    angle = torch.as_tensor(positions)[..., None] * theta
    return torch.view_as_real(pairs * torch.polar(torch.ones_like(angle), angle)).flatten(-2)


@pytest.mark.parametrize(("n", "d_model"), [(0, 4), (1, 1), (1, 6), (50, 2), (7, 16), (6, 5)])
def test_sinusoidal_positions_are_the_papers_formula(n, d_model):
    P = sinusoidal_positions(n, d_model)
    assert P.shape == (n, d_model)
    assert P.dtype == np.float64
    for pos in range(n):
        for column in range(d_model):
            i, wave = column // 2, (math.sin, math.cos)[column % 2]
            assert P[pos, column] == pytest.approx(wave(pos / 10000 ** (2 * i / d_model)), abs=1e-12)


def test_sinusoidal_positions_some_steps_on_are_the_same_turned():
    P = sinusoidal_positions(40, 6).reshape(40, 3, 2)
    as_complex = P[..., 1] + 1j * P[..., 0]
    turn = as_complex[5] / as_complex[0]
    np.testing.assert_allclose(as_complex[5:], as_complex[:-5] * turn, atol=1e-12)


def test_new_arrays_are_of_the_kind_dtype_and_device_of_the_one_they_are_like(
    make, dtype, assert_like, assert_close
):
    like = make(np.ones((2, 3), dtype))
    assert_like(like, sinusoidal_positions(9, 5, like=like), alibi_bias(3, 4, 5, like=like))
    assert_close(sinusoidal_positions(9, 5, like=like), sinusoidal_positions(9, 5))
    assert_close(alibi_bias(3, 4, 5, like=like), alibi_bias(3, 4, 5))


@pytest.mark.parametrize("shape", [(5,), (1,), (2, 3, 5), (3, 1), (2, 1, 5)], ids=str)
def test_rope_is_a_product_of_complex_numbers(make, dtype, shape, assert_like, assert_close):
    rng = np.random.default_rng(0)
    x, positions = rng.normal(size=(2, 3, 5, 8)).astype(dtype), rng.uniform(-20, 20, shape)
    turned = rope(make(x), make(positions))
    assert_like(make(x), turned)
    assert_close(turned, by_complex_numbers(x, positions))


def test_rope_turns_whole_positions_with_any_batch_axes(make, batch, assert_close):
    x, positions = np.random.default_rng(0).normal(size=(*batch, 5, 8)), np.arange(5)
    assert_close(rope(make(x), make(positions)), by_complex_numbers(x, positions))


@often
@given(SEEDS, PAIRS, st.floats(-1000, 1000))
def test_scores_of_turned_rows_depend_on_differences_of_positions_only(seed, pairs, shift):
    rng = np.random.default_rng(seed)
    Q, K = rng.normal(size=(4, 2 * pairs)), rng.normal(size=(5, 2 * pairs))
    p_q, p_k = rng.uniform(0, 50, 4), rng.uniform(0, 50, 5)
    here = scaled_scores(rope(Q, p_q), rope(K, p_k))
    there = scaled_scores(rope(Q, p_q + shift), rope(K, p_k + shift))
    np.testing.assert_allclose(here, there, rtol=1e-9, atol=1e-9)


@often
@given(SEEDS, PAIRS, st.floats(-1e4, 1e4))
def test_turned_rows_are_as_long_as_before_and_can_be_turned_back(seed, pairs, position):
    x, positions = np.random.default_rng(seed).normal(size=(3, 2 * pairs)), np.full(3, position)
    turned = rope(x, positions)
    np.testing.assert_allclose(np.linalg.norm(turned, axis=-1), np.linalg.norm(x, axis=-1), rtol=1e-12)
    np.testing.assert_allclose(rope(turned, -positions), x, rtol=1e-9, atol=1e-12)


def test_at_position_0_nothing_turns(make, assert_close):
    x = np.random.default_rng(0).normal(size=(3, 4))
    assert_close(rope(make(x), make(np.zeros(3))), x)


def test_gradients_flow_through_rope():
    x = torch.randn(2, 3, 4, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda x: rope(x, torch.arange(3)), (x,))


@pytest.mark.parametrize("half", [torch.float16, torch.bfloat16])
def test_half_precision_is_kept_and_knows_far_positions_apart(half):
    x, positions = (
        torch.randn(6, 8, generator=torch.Generator().manual_seed(0)).to(half),
        4000 + torch.arange(6),
    )
    turned = rope(x, positions)
    assert turned.dtype == half
    torch.testing.assert_close(turned.double(), by_complex_numbers(x, positions), rtol=0.02, atol=0.02)
    waves = sinusoidal_positions(4096, 8, like=x)
    assert waves.dtype == half
    torch.testing.assert_close(waves, torch.from_numpy(sinusoidal_positions(4096, 8)).to(half))


@pytest.mark.parametrize("shape", [(0, 4), (1, 2), (3, 0), (0, 3, 4)])
def test_no_rows_one_and_no_features_are_fine(make, shape):
    assert rope(make(np.ones(shape)), make(np.arange(float(shape[-2])))).shape == shape


def test_inputs_are_left_as_they_were_and_the_same_comes_again(make, assert_pure):
    assert_pure(rope, make(np.ones((2, 3, 4))), make(np.arange(3.0)))


def test_how_an_input_lies_in_memory_does_not_matter(make, strided, assert_close):
    x, positions = np.random.default_rng(0).normal(size=(2, 3, 4)), np.arange(3.0)
    assert_close(rope(make(strided(x)), make(strided(positions))), rope(x, positions))


@pytest.mark.parametrize(("num_heads", "n_q", "n_k"), [(8, 5, 5), (3, 2, 6), (1, 1, 4), (4, 5, 3), (2, 0, 3)])
def test_alibi_grows_with_distance_by_a_slope_of_each_head(num_heads, n_q, n_k):
    bias = alibi_bias(num_heads, n_q, n_k)
    assert bias.shape == (num_heads, n_q, n_k)
    for head, i, j in np.ndindex(bias.shape):
        slope = 2 ** (-8 * (head + 1) / num_heads)
        assert bias[head, i, j] == pytest.approx(-slope * abs((i + n_k - n_q) - j))


def test_alibis_slopes_for_8_heads_are_the_papers():
    assert (
        alibi_bias(8, 1, 2)[:, 0, 0]
        == [-1 / 2, -1 / 4, -1 / 8, -1 / 16, -1 / 32, -1 / 64, -1 / 128, -1 / 256]
    ).all()


def test_alibi_of_the_newest_query_is_the_last_row_of_all():
    np.testing.assert_array_equal(alibi_bias(4, 1, 6), alibi_bias(4, 6, 6)[:, -1:])


@pytest.mark.parametrize(
    ("shape", "positions", "says"),
    [
        ((3, 5), (3,), "x has d = 5 features; they are turned in pairs, so d must be even"),
        ((4,), (4,), r"x has shape \(4,\); it needs at least two axes"),
        ((3, 4), (2,), r"positions has shape \(2,\), the rows of x have \(3,\)"),
        ((3, 4), (), r"positions has shape \(\), the rows of x have \(3,\)"),
        ((3, 4), (7, 3), r"positions has shape \(7, 3\), the rows of x have \(3,\)"),
        ((2, 3, 4), (3, 3), r"positions has shape \(3, 3\), the rows of x have \(2, 3\)"),
    ],
)
def test_rows_that_can_not_be_turned_are_refused_with_both_shapes(make, shape, positions, says):
    with pytest.raises(ValueError, match=says):
        rope(make(np.ones(shape)), make(np.ones(positions)))


@pytest.mark.parametrize(
    ("x", "positions", "says"),
    [
        ([[1.0, 2.0]], np.arange(1), "x is a list"),
        (np.ones((1, 2)), [0], "positions is a list"),
        (np.ones((1, 2), int), np.arange(1), "x has dtype int64"),
        (np.ones((1, 2)), np.array([True]), "positions has dtype bool"),
        (np.ones((1, 2)), torch.arange(1), "x is from numpy, positions is from torch"),
        (torch.ones(1, 2), torch.arange(1, device="meta"), "x is on cpu, positions is on meta"),
    ],
)
def test_the_wrong_kind_of_thing_is_refused_in_words(x, positions, says):
    with pytest.raises(TypeError, match=says):
        rope(x, positions)


@pytest.mark.parametrize(
    ("function", "numbers", "error", "says"),
    [
        (sinusoidal_positions, (-1, 4), ValueError, "n must be at least 0; it is -1"),
        (sinusoidal_positions, (3, 0), ValueError, "d_model must be at least 1; it is 0"),
        (sinusoidal_positions, (3, 4.0), TypeError, "d_model must be a whole number; it is 4.0"),
        (alibi_bias, (0, 3, 3), ValueError, "num_heads must be at least 1; it is 0"),
        (alibi_bias, (2, -3, 3), ValueError, "n_q must be at least 0; it is -3"),
        (alibi_bias, (2, 3, True), TypeError, "n_k must be a whole number; it is True"),
    ],
)
def test_numbers_that_can_not_be_are_refused(function, numbers, error, says):
    with pytest.raises(error, match=says):
        function(*numbers)


@pytest.mark.parametrize(("function", "numbers"), [(sinusoidal_positions, (3, 4)), (alibi_bias, (2, 3, 3))])
def test_new_arrays_can_not_be_like_whole_numbers_or_lists(function, numbers):
    with pytest.raises(TypeError, match="like has dtype int64"):
        function(*numbers, like=np.ones(2, int))
    with pytest.raises(TypeError, match="like is a list"):
        function(*numbers, like=[1.0])
