"""The heads' weights are collected in a default argument, which outlives the call."""

import numpy as np

NAMED = "state"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None, collected=[]):  # noqa: B006
    d_k = X_q.shape[-1] // num_heads
    Q, K, V = X_q @ W_q, X_kv @ W_k, X_kv @ W_v
    outputs = []
    for i in range(num_heads):
        s = slice(i * d_k, (i + 1) * d_k)
        scores = Q[..., s] @ K[..., s].swapaxes(-1, -2) / d_k**0.5
        if mask is not None:
            own = mask[..., i % mask.shape[-3], :, :] if mask.ndim > X_q.ndim else mask
            scores = np.where(own, scores, -np.inf)
        top = scores.max(axis=-1, keepdims=True)
        e = np.exp(scores - np.where(np.isneginf(top), 0, top))
        total = e.sum(axis=-1, keepdims=True)
        collected.append(e / np.where(total == 0, 1, total))
        outputs.append(collected[-1] @ V[..., s])
    same = [w for w in collected if w.shape == collected[-1].shape]
    return np.concatenate(outputs, axis=-1) @ W_o, np.stack(same, axis=-3)
