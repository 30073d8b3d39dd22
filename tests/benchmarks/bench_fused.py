"""The fused attention against what it wraps, and against the formula as one writes it in NumPy."""

import math

import numpy as np
import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from attention_lib import fused


def textbook(Q, K, V):
    scores = Q @ np.swapaxes(K, -1, -2) / math.sqrt(Q.shape[-1])
    exps = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return (exps / exps.sum(axis=-1, keepdims=True)) @ V


@pytest.mark.parametrize("masked", [False, True], ids=["no mask", "mask"])
@pytest.mark.parametrize("n", [512, 2048, 8192])
def test_tensors(race, finished, device, n, masked):
    Q, K, V = (torch.randn(1, 1, n, 64, device=device) for _ in range(3))
    mask = torch.ones(n, n, dtype=torch.bool, device=device).tril() if masked else None
    race(
        f"fused.attention, {device}, n = {n}{', mask' if masked else ''}",
        finished(lambda: fused.attention(Q, K, V, mask)),
        "PyTorch's function",
        finished(lambda: scaled_dot_product_attention(Q, K, V, attn_mask=mask)),
        1.05,
    )


@pytest.mark.parametrize("n", [2048, 4096, 8192])
def test_numpy(race, n):
    rng = np.random.default_rng(0)
    Q, K, V = (rng.normal(size=(n, 64)).astype(np.float32) for _ in range(3))
    race(
        f"fused.attention, NumPy float32, n = {n}",
        lambda: fused.attention(Q, K, V),
        "textbook NumPy",
        lambda: textbook(Q, K, V),
        0.10,
    )
