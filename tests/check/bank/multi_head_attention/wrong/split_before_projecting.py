"""Input and maps are cut into blocks first: each head sees its own share of the input only."""

import numpy as np

NAMED = "split-before-projecting"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    d_k = X_q.shape[-1] // num_heads
    outputs, weights = [], []
    for i in range(num_heads):
        s = slice(i * d_k, (i + 1) * d_k)
        q, k, v = X_q[..., s] @ W_q[s, s], X_kv[..., s] @ W_k[s, s], X_kv[..., s] @ W_v[s, s]
        scores = q @ k.swapaxes(-1, -2) / d_k**0.5
        if mask is not None:
            own = mask[..., i % mask.shape[-3], :, :] if mask.ndim > X_q.ndim else mask
            scores = np.where(own, scores, -np.inf)
        top = scores.max(axis=-1, keepdims=True)
        e = np.exp(scores - np.where(np.isneginf(top), 0, top))
        total = e.sum(axis=-1, keepdims=True)
        weights.append(e / np.where(total == 0, 1, total))
        outputs.append(weights[-1] @ v)
    return np.concatenate(outputs, axis=-1) @ W_o, np.stack(weights, axis=-3)
