"""A loop over the heads, each with its columns of the maps and its rows of W_o; what they write is summed."""

import numpy as np


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    d_k = W_q.shape[1] // num_heads
    output, all_weights = 0, []
    for i in range(num_heads):
        own = slice(i * d_k, (i + 1) * d_k)
        Q, K, V = X_q @ W_q[:, own], X_kv @ W_k[:, own], X_kv @ W_v[:, own]
        scores = Q @ np.swapaxes(K, -1, -2) / float(d_k) ** 0.5
        if mask is not None:
            own_mask = mask.ndim > X_q.ndim
            allowed = mask[..., i if mask.shape[-3] > 1 else 0, :, :] if own_mask else mask
            scores = np.where(allowed, scores, -np.inf)
        top = scores.max(axis=-1, keepdims=True)
        e = np.exp(scores - np.where(np.isfinite(top), top, 0))
        total = e.sum(axis=-1, keepdims=True)
        weights = e / np.where(total == 0, 1, total)
        output = output + weights @ V @ W_o[own]
        all_weights.append(weights)
    return output, np.stack(all_weights, axis=-3)
