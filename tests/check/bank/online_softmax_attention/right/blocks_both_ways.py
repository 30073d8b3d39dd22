"""Blocks of queries outside, blocks of keys from the last to the first inside."""

import numpy as np


def online_softmax_attention(Q, K, V, block_size):
    out = np.empty((*Q.shape[:-1], V.shape[-1]), dtype=Q.dtype)
    starts = list(range(0, K.shape[-2], block_size))
    for i in range(0, Q.shape[-2], block_size):
        q = Q[..., i : i + block_size, :] / np.sqrt(Q.shape[-1]).astype(Q.dtype)
        m, total, acc = -np.inf, 0, 0
        for j in reversed(starts):
            s = q @ np.swapaxes(K[..., j : j + block_size, :], -1, -2)
            new = np.maximum(m, np.max(s, axis=-1, keepdims=True))
            p = np.exp(s - new)
            total = total * np.exp(m - new) + np.sum(p, axis=-1, keepdims=True)
            acc = acc * np.exp(m - new) + p @ V[..., j : j + block_size, :]
            m = new
        out[..., i : i + block_size, :] = acc / total
    return out
