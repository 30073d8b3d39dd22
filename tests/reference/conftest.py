"""What the tests of all chapters share: arrays of every kind, and what is true of every result."""

import numpy as np
import pytest
import torch


def kinds_of_array():
    cuda = pytest.param(
        lambda array: torch.from_numpy(array).cuda(),
        id="cuda",
        marks=[
            pytest.mark.gpu,
            pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device on this machine"),
        ],
    )
    return [
        pytest.param(lambda array: array, id="numpy"),
        pytest.param(torch.from_numpy, id="torch-cpu"),
        cuda,
    ]


@pytest.fixture(scope="session", params=kinds_of_array())
def make(request):
    """Make an array of one kind, with the numbers and the dtype of a NumPy array."""
    return request.param


@pytest.fixture(scope="session", params=[(), (2,), (2, 3)], ids=str)
def batch(request):
    return request.param


@pytest.fixture(scope="session", params=[np.float32, np.float64])
def dtype(request):
    return request.param


def to_numpy(array):
    return array if isinstance(array, np.ndarray) else array.detach().cpu().numpy()


@pytest.fixture(scope="session")
def numbers():
    return to_numpy


@pytest.fixture(scope="session")
def assert_like():
    """Assert that results are of a given array's kind, dtype and device."""

    def check(given, *results):
        for result in results:
            assert type(result) is type(given)
            assert result.dtype == given.dtype
            assert result.device == given.device

    return check


@pytest.fixture(scope="session")
def assert_close():
    """Assert that a result has the oracle's shape and numbers, as closely as its dtype can."""

    def check(result, oracle):
        result, oracle = to_numpy(result), to_numpy(oracle)
        assert result.shape == oracle.shape
        loose = 2e-5 if np.float32 in (result.dtype, oracle.dtype) else 1e-10
        np.testing.assert_allclose(result, oracle, rtol=loose, atol=loose)

    return check


@pytest.fixture(scope="session")
def assert_pure():
    """Assert that a call changes no argument, and that a second call gives the same bits."""

    def check(function, *arguments):
        arrays = [a for a in arguments if hasattr(a, "shape")]
        before = [to_numpy(array).copy() for array in arrays]
        first, second = function(*arguments), function(*arguments)
        for array, copy in zip(arrays, before, strict=True):
            np.testing.assert_array_equal(to_numpy(array), copy)
        pairs = zip(first, second, strict=True) if isinstance(first, tuple) else [(first, second)]
        for one, other in pairs:
            np.testing.assert_array_equal(to_numpy(one), to_numpy(other))

    return check


@pytest.fixture(scope="session")
def strided():
    """Make an array that is equal to a given one, but whose numbers do not lie side by side in memory."""

    def spread(array):
        wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
        wide[..., ::2] = array
        return wide[..., ::2]

    return spread


@pytest.fixture(scope="session")
def draw():
    """Draw Q, K and V from a normal distribution, with sizes that are all different."""

    def draw_qkv(batch=(), dtype=np.float64, n_q=4, n_k=5, d_k=6, d_v=3, seed=0):
        rng = np.random.default_rng(seed)
        shapes = [(n_q, d_k), (n_k, d_k), (n_k, d_v)]
        return tuple(rng.normal(size=(*batch, *shape)).astype(dtype) for shape in shapes)

    return draw_qkv
