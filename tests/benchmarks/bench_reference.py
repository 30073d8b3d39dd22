"""The readable implementations against the bare formula, and the layer against PyTorch's."""

import math
import tracemalloc

import numpy as np
import pytest
import torch

from attention_lib import reference


def textbook(Q, K, V, mask=None):
    scores = Q @ K.T / math.sqrt(Q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    exps = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = exps / exps.sum(axis=-1, keepdims=True)
    return weights @ V, weights


def draw(n):
    rng = np.random.default_rng(0)
    return (rng.normal(size=(n, 64)).astype(np.float32) for _ in range(3))


@pytest.mark.parametrize("masked", [False, True], ids=["no mask", "mask"])
@pytest.mark.parametrize("n", [512, 2048, 4096])
def test_attention(race, n, masked):
    Q, K, V = draw(n)
    mask = reference.causal_mask(n) if masked else None
    race(
        f"reference.attention, NumPy, n = {n}{', mask' if masked else ''}",
        lambda: reference.attention(Q, K, V, mask),
        "textbook NumPy",
        lambda: textbook(Q, K, V, mask),
        1.10,
    )


def test_tiling_time(race):
    Q, K, V = draw(16384)
    race(
        "online_softmax_attention, NumPy, n = 16384",
        lambda: reference.online_softmax_attention(Q, K, V, block_size=1024),
        "textbook NumPy",
        lambda: textbook(Q, K, V),
        0.50,
    )


def test_tiling_memory(benchmark, note):
    Q, K, V = draw(16384)

    def compute(n):
        return reference.online_softmax_attention(Q[:n], K[:n], V[:n], block_size=1024)

    benchmark.pedantic(compute, [16384])
    ours = {n: peak(lambda n=n: compute(n)) for n in (8192, 16384)}
    theirs = peak(lambda: textbook(Q, K, V))
    what = "online_softmax_attention, peak memory, n = 16384"
    note(what, "textbook NumPy", _mb(ours[16384]), _mb(theirs), ours[16384] / theirs, 0.10)
    note(what, "itself at n = 8192", _mb(ours[16384]), _mb(ours[8192]), ours[16384] / ours[8192], 2.05)


@pytest.mark.parametrize(("batch", "n", "d_model"), [(8, 128, 256), (4, 512, 512), (1, 2048, 512)])
def test_layer(race, finished, device, batch, n, d_model):
    theirs = torch.nn.MultiheadAttention(d_model, 8, batch_first=True, device=device)
    ours = reference.MultiHeadAttention.from_torch(theirs)
    X = torch.randn(batch, n, d_model, device=device, requires_grad=True)
    race(
        f"MultiHeadAttention there and back, {device}, {batch} x {n} x {d_model}",
        finished(lambda: ours(X, X, X)[0].sum().backward()),
        "nn.MultiheadAttention",
        finished(lambda: theirs(X, X, X, average_attn_weights=False)[0].sum().backward()),
        1.10,
    )


def peak(compute):
    tracemalloc.start()
    compute()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def _mb(count):
    return f"{count / 1e6:.1f} MB"
