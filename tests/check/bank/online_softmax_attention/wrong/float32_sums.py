"""Gathers sum and output in float32 whatever the input is."""

import numpy as np

HELD_OUT = True
NAMED = "criterion:dtype"


def online_softmax_attention(Q, K, V, block_size):
    m = np.full(Q.shape[:-1] + (1,), -np.inf, dtype=np.float32)
    l = np.zeros(Q.shape[:-1] + (1,), dtype=np.float32)
    O = np.zeros(Q.shape[:-1] + (V.shape[-1],), dtype=np.float32)
    for j in range(0, K.shape[-2], block_size):
        s = Q @ K[..., j : j + block_size, :].swapaxes(-1, -2) / Q.shape[-1] ** 0.5
        new = np.maximum(m, s.max(-1, keepdims=True).astype(np.float32))
        e = np.exp(s - new)
        c = np.exp(m - new)
        l *= c
        l += e.sum(-1, keepdims=True)
        O *= c
        O += e @ V[..., j : j + block_size, :]
        m = new
    return (O / l).astype(Q.dtype)
