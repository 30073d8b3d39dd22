"""Collects the score blocks in a list and joins them, which is the whole matrix again."""

import numpy as np

HELD_OUT = True
NAMED = "criterion:memory"


def online_softmax_attention(Q, K, V, block_size):
    blocks = []
    m = None
    for j in range(0, K.shape[-2], block_size):
        s = Q @ np.swapaxes(K[..., j : j + block_size, :], -1, -2) / Q.shape[-1] ** 0.5
        blocks.append(s)
        top = s.max(-1, keepdims=True)
        m = top if m is None else np.maximum(m, top)
    e = np.exp(np.concatenate(blocks, axis=-1) - m)
    return e @ V / e.sum(-1, keepdims=True)
