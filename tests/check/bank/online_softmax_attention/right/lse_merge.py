"""Attends in every block by itself and merges the finished outputs by their log-sum-exps."""

import numpy as np

HELD_OUT = True


def _block(Q, k, v):
    s = Q @ k.swapaxes(-1, -2) / Q.shape[-1] ** 0.5
    m = s.max(-1, keepdims=True)
    e = np.exp(s - m)
    z = e.sum(-1, keepdims=True)
    return e @ v / z, m, z


def online_softmax_attention(Q, K, V, block_size):
    out, m, z = _block(Q, K[..., :block_size, :], V[..., :block_size, :])
    for j in range(block_size, K.shape[-2], block_size):
        o2, m2, z2 = _block(Q, K[..., j : j + block_size, :], V[..., j : j + block_size, :])
        top = np.maximum(m, m2)
        a, b = z * np.exp(m - top), z2 * np.exp(m2 - top)
        share = b / (a + b)
        out = out * (1 - share) + o2 * share
        m, z = top, a + b
    return out
