"""A loop leaves the weights of the last head in its variable, and they are returned."""

import numpy as np

NAMED = "weights-of-the-last-head"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    d_k = X_q.shape[-1] // num_heads
    Q, K, V = X_q @ W_q, X_kv @ W_k, X_kv @ W_v
    outputs = []
    for i in range(num_heads):
        a, b = i * d_k, (i + 1) * d_k
        scores = Q[..., a:b] @ K[..., a:b].swapaxes(-1, -2) / d_k**0.5
        if mask is not None:
            own = mask[..., i % mask.shape[-3], :, :] if mask.ndim > X_q.ndim else mask
            scores = np.where(own, scores, -np.inf)
        top = scores.max(axis=-1, keepdims=True)
        e = np.exp(scores - np.where(np.isneginf(top), 0, top))
        total = e.sum(axis=-1, keepdims=True)
        weights = e / np.where(total == 0, 1, total)
        outputs.append(weights @ V[..., a:b])
    return np.concatenate(outputs, axis=-1) @ W_o, weights
