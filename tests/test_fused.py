"""The fused attention against the reference, in every shape; and that it is fused, and copies nothing."""

import functools
import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.attention import SDPBackend, sdpa_kernel

from attention_lib import reference
from attention_lib.fused import attention

CUDA = pytest.param(
    lambda array: torch.from_numpy(array).cuda(),
    id="cuda",
    marks=[
        pytest.mark.gpu,
        pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device on this machine"),
    ],
)
KINDS = [pytest.param(lambda array: array, id="numpy"), pytest.param(torch.from_numpy, id="torch-cpu"), CUDA]
BATCHES = [
    pytest.param((), (), (), id="none"),
    pytest.param((2,), (2,), (2,), id="one"),
    pytest.param((2, 3), (2, 3), (2, 3), id="two"),
    pytest.param((2, 3, 4), (2, 3, 4), (2, 3, 4), id="three"),
    pytest.param((2, 1, 4), (1, 3, 1), (4,), id="three that broadcast"),
    pytest.param((3,), (2, 1), (), id="fewer in K and V"),
    pytest.param((), (), (2, 3), id="more in V"),
    pytest.param((2, 0), (2, 0), (2, 0), id="empty"),
]
MASKS = ["none", "one for all", "keys", "queries", "each pair", "each batch", "padding", "causal", "nothing"]


def draw(batches, n_q, n_k, d_k, d_v, dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    sizes = ((n_q, d_k), (n_k, d_k), (n_k, d_v))
    return [
        rng.normal(size=(*batch, *size)).astype(dtype) for batch, size in zip(batches, sizes, strict=True)
    ]


def draw_mask(kind, Q, K, seed=1):
    batch, n_q, n_k = np.broadcast_shapes(Q.shape[:-2], K.shape[:-2]), Q.shape[-2], K.shape[-2]
    shapes = {
        "one for all": (),
        "keys": (n_k,),
        "queries": (n_q, 1),
        "each pair": (n_q, n_k),
        "each batch": (*batch, n_q, n_k),
        "padding": (*batch, 1, n_k),
    }
    if kind == "none":
        return None
    if kind == "nothing":
        return np.zeros((n_q, n_k), bool)
    if kind == "causal":
        return np.tri(n_q, n_k, dtype=bool)
    return np.asarray(np.random.default_rng(seed).random(shapes[kind]) < 0.6)


def numbers(array):
    return array if isinstance(array, np.ndarray) else array.detach().cpu().numpy()


@pytest.mark.parametrize("make", KINDS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize(("in_Q", "in_K", "in_V"), BATCHES)
def test_the_output_is_that_of_the_reference(make, dtype, mask, in_Q, in_K, in_V):
    for d_v in (6, 4, 9):  # as d_k, narrower, wider
        Q, K, V = draw((in_Q, in_K, in_V), 5, 7, 6, d_v, dtype)
        M = draw_mask(mask, Q, K)
        expected, _ = reference.attention(Q, K, V, M)
        given = [make(array) for array in (Q, K, V)]
        output = attention(*given, mask=None if M is None else make(M))
        assert type(output) is type(given[0])
        assert output.dtype == given[0].dtype
        assert output.device == given[0].device
        np.testing.assert_allclose(
            numbers(output), expected, rtol=0, atol=1e-5 if dtype is np.float32 else 1e-12, strict=True
        )


@settings(deadline=None)
@given(*[st.integers(0, 3)] * 2, *[st.integers(1, 3)] * 2, st.sampled_from(MASKS), st.integers(0, 99))
def test_no_length_is_too_small(n_q, n_k, d_k, d_v, mask, seed):
    Q, K, V = draw(((2,), (2,), (2,)), n_q, n_k, d_k, d_v, seed=seed)
    M = draw_mask(mask, Q, K, seed)
    expected, _ = reference.attention(Q, K, V, M)
    np.testing.assert_allclose(attention(Q, K, V, M), expected, rtol=0, atol=1e-12, strict=True)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precisions_are_kept(dtype):
    Q, K, V = (torch.from_numpy(X).to(dtype) for X in draw(((), (), ()), 5, 7, 6, 6))
    output = attention(Q, K, V)
    assert output.dtype == dtype
    torch.testing.assert_close(output, reference.attention(Q, K, V)[0], rtol=0.02, atol=0.02)


@pytest.mark.parametrize("make", KINDS)
def test_mixed_precisions_give_the_wider_one(make):
    Q, K, V = draw(((), (), ()), 5, 7, 6, 6)
    output = attention(make(Q.astype(np.float32)), make(K), make(V.astype(np.float32)))
    assert output.dtype == make(K).dtype


@pytest.mark.parametrize("d_v", [4, 3, 6])
@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize(("in_Q", "in_K", "in_V"), BATCHES[:2] + BATCHES[4:5])
def test_gradients_are_those_of_the_output(mask, in_Q, in_K, in_V, d_v):
    Q, K, V = (torch.from_numpy(X).requires_grad_() for X in draw((in_Q, in_K, in_V), 3, 2, 4, d_v))
    M = draw_mask(mask, Q, K)
    M = None if M is None else torch.from_numpy(M)
    assert torch.autograd.gradcheck(functools.partial(attention, mask=M), (Q, K, V))


def test_a_row_that_may_attend_to_nothing_gives_zero_and_finite_gradients():
    Q, K, V = (torch.from_numpy(X).requires_grad_() for X in draw(((2,), (2,), (2,)), 3, 5, 4, 4))
    mask = torch.ones(3, 5, dtype=torch.bool)
    mask[1] = False
    output = attention(Q, K, V, mask)
    output.sum().backward()
    assert (output[:, 1] == 0).all()
    assert (Q.grad[:, 1] == 0).all()
    assert all(X.grad.isfinite().all() for X in (Q, K, V))


@pytest.mark.parametrize("make", KINDS)
def test_inputs_are_left_as_they_were(make):
    Q, K, V = draw(((2,), (2,), (2,)), 5, 7, 6, 4)
    M = draw_mask("each pair", Q, K)
    given = [make(X.copy()) for X in (Q, K, V, M)]
    attention(*given)
    for before, after in zip((Q, K, V, M), given, strict=True):
        np.testing.assert_array_equal(numbers(after), before)


# Fused: PyTorch is forbidden its path that holds all scores, and complains where it has no other.


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize(("in_Q", "in_K", "in_V"), BATCHES[:7])
def test_every_shape_takes_the_fused_kernel(dtype, mask, in_Q, in_K, in_V):
    with sdpa_kernel(SDPBackend.FLASH_ATTENTION):
        for d_v in (6, 4, 9):
            Q, K, V = (torch.from_numpy(X).to(dtype) for X in draw((in_Q, in_K, in_V), 5, 7, 6, d_v))
            M = draw_mask(mask, Q, K)
            attention(Q, K, V, None if M is None else torch.from_numpy(M))
        Q, K, V = (
            torch.randn(*b, d, n, dtype=dtype).mT for b, n, d in ((in_Q, 5, 6), (in_K, 7, 6), (in_V, 7, 6))
        )
        attention(Q, K, V)  # columns side by side instead of rows


def test_pytorch_itself_has_no_fused_kernel_for_three_axes():
    X = torch.randn(2, 5, 6)
    with sdpa_kernel(SDPBackend.FLASH_ATTENTION), pytest.raises(RuntimeError, match="No available kernel"):
        torch.nn.functional.scaled_dot_product_attention(X, X, X)


# No copy: PyTorch's function is handed the addresses of the caller's own numbers.


@pytest.fixture
def addresses(monkeypatch):
    seen = []
    compute = torch.nn.functional.scaled_dot_product_attention

    def spy(Q, K, V, attn_mask, **options):
        seen.extend(X.data_ptr() for X in (Q, K, V, attn_mask))
        return compute(Q, K, V, attn_mask=attn_mask, **options)

    monkeypatch.setattr(torch.nn.functional, "scaled_dot_product_attention", spy)
    return seen


def address(array):
    return array.__array_interface__["data"][0]


def read_only(array):
    array.flags.writeable = False
    return array


@pytest.mark.parametrize("batch", [(), (2,), (2, 3), (2, 3, 4)])
@pytest.mark.parametrize(
    "form",
    [
        pytest.param(lambda X: X, id="as it is"),
        pytest.param(read_only, id="read-only"),
        pytest.param(lambda X: X[..., ::2, :], id="every other row"),
        pytest.param(lambda X: np.broadcast_to(X[..., :1, :], X.shape), id="one row for all"),
    ],
)
def test_numpy_arrays_are_read_where_they_lie(addresses, batch, form):
    Q, K, V = (form(X) for X in draw((batch, batch, batch), 6, 8, 5, 5, np.float32))
    M = read_only(draw_mask("each pair", Q, K))
    output = attention(Q, K, V, M)
    assert addresses == [address(X) for X in (Q, K, V, M)]
    np.testing.assert_allclose(output, reference.attention(Q, K, V, M)[0], rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(lambda X: X[..., ::-1, :], id="from the last row on"),
        pytest.param(lambda X: X[..., ::-1], id="from the last column on"),
        pytest.param(lambda X: X.astype(X.dtype.newbyteorder()), id="the other byte order"),
        pytest.param(lambda X: np.asfortranarray(X), id="columns side by side"),
    ],
)
def test_what_pytorch_cannot_read_is_copied(addresses, form):
    Q, K, V = (form(X) for X in draw(((2,), (2,), (2,)), 6, 8, 5, 5))
    M = draw_mask("each pair", Q, K)[::-1, ::-1]
    output = attention(Q, K, V, M)
    assert not {address(X) for X in (Q, K, V, M)} & set(addresses)
    np.testing.assert_allclose(output, reference.attention(Q, K, V, M)[0], rtol=0, atol=1e-12)


def test_memory_does_not_grow_with_the_square_of_the_length():
    code = """if True:
        import resource, sys
        import numpy as np, torch
        from attention_lib.fused import attention
        X = np.ones((int(sys.argv[1]), 8), np.float32)
        attention(X[:64], X[:64], X[:64])
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        attention(X, X, X)
        print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * (1 if sys.platform == "darwin" else 1024))
    """
    pytest.importorskip("resource")
    n = 12_000
    done = subprocess.run([sys.executable, "-c", code, str(n)], capture_output=True, text=True, check=True)
    assert int(done.stdout) < n * n * 4 / 10  # a tenth of the scores


# At the door: the reference's own words.


@pytest.mark.parametrize(
    ("Q", "K", "V", "mask"),
    [
        (np.ones((2, 8)), np.ones((3, 6)), np.ones((3, 6)), None),
        (np.ones((2, 8)), np.ones((3, 8)), np.ones((4, 8)), None),
        (np.ones((2, 0)), np.ones((3, 0)), np.ones((3, 4)), None),
        (np.ones(8), np.ones((3, 8)), np.ones((3, 8)), None),
        (np.ones((2, 3, 4)), np.ones((5, 3, 4)), np.ones((3, 4)), None),
        (np.ones((2, 4)), np.ones((3, 4)), np.ones((3, 4)), np.ones((3, 2), bool)),
        (np.ones((2, 4)), np.ones((3, 4)), np.ones((3, 4)), np.ones((5, 2, 3), bool)),
        (np.ones((2, 4)), np.ones((3, 4)), np.ones((5, 3, 4)), np.ones((5, 2, 3), bool)),
    ],
)
def test_sizes_that_cannot_be_right_are_refused_as_by_the_reference(Q, K, V, mask):
    with pytest.raises(ValueError, match=r"shape|d_k|batch|rows") as ours:
        attention(Q, K, V, mask)
    with pytest.raises(ValueError, match=r"shape|d_k|batch|rows") as theirs:
        reference.attention(Q, K, V, mask)
    assert str(ours.value) == str(theirs.value)


@pytest.mark.parametrize(
    ("Q", "K", "mask", "says"),
    [
        ([[1.0]], np.ones((1, 1)), None, "Q is a list"),
        (np.ones((2, 3)), torch.ones(2, 3), None, "Q is from numpy, K is from torch"),
        (torch.ones(2, 3), torch.ones(2, 3, device="meta"), None, "Q is on cpu, K is on meta"),
        (np.ones((2, 3), int), np.ones((2, 3)), None, "Q has dtype int64"),
        (np.ones((2, 3)), np.ones((2, 3), complex), None, "K has dtype complex128"),
        (np.ones((2, 3)), np.ones((2, 3)), np.ones((2, 2)), "The mask has dtype float64"),
        (np.ones((2, 3)), np.ones((2, 3)), torch.ones(2, 2, dtype=torch.bool), "mask is from torch"),
    ],
)
def test_the_wrong_kind_of_thing_is_refused_in_words(Q, K, mask, says):
    with pytest.raises(TypeError, match=says):
        attention(Q, K, K, mask)


def test_numbers_that_pytorch_lacks_are_refused():
    if np.dtype(np.longdouble).itemsize == 8:
        pytest.skip("longdouble is float64 here")
    X = np.ones((2, 3), np.longdouble)
    with pytest.raises(TypeError, match="longdouble"):
        attention(X, X, X)


@pytest.mark.parametrize("module", ["attention_lib", "attention_lib.reference", "attention_lib.fused"])
def test_importing_it_imports_neither_pytorch_nor_matplotlib(module):
    code = f"import sys, {module}; sys.exit(len({{'torch', 'matplotlib'}} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
