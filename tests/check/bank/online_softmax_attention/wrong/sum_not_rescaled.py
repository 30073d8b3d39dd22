"""Corrects the output when the maximum grows, but not the sum of the exponentials."""

import numpy as np

HELD_OUT = True
NAMED = "sum-not-rescaled"


def online_softmax_attention(Q, K, V, block_size):
    scale = Q.shape[-1] ** -0.5
    largest, total, out = None, None, None
    start = 0
    while start < K.shape[-2]:
        k = K[..., start : start + block_size, :]
        v = V[..., start : start + block_size, :]
        s = np.einsum("...qd,...kd->...qk", Q, k) * scale
        block_max = s.max(axis=-1, keepdims=True)
        if largest is None:
            e = np.exp(s - block_max)
            largest, total, out = block_max, e.sum(-1, keepdims=True), e @ v
        else:
            new = np.maximum(largest, block_max)
            e = np.exp(s - new)
            out = out * np.exp(largest - new) + e @ v
            total = total + e.sum(-1, keepdims=True)
            largest = new
        start += block_size
    return out / total
