"""W_q and W_k of a head are multiplied to one matrix beforehand, and so are W_v and W_o."""

import numpy as np


def softmax(scores):
    highest = scores.max(axis=-1, keepdims=True)
    e = np.exp(scores - np.where(np.isfinite(highest), highest, 0))
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total)


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    output, all_weights = np.zeros_like(X_q), []
    q, k, v = (np.split(W, num_heads, axis=1) for W in (W_q, W_k, W_v))
    o = np.split(W_o, num_heads, axis=0)
    for i in range(num_heads):
        looks = q[i] @ k[i].T / q[i].shape[1] ** 0.5  # (d_model, d_model)
        carries = v[i] @ o[i]  # (d_model, d_model)
        scores = X_q @ looks @ np.swapaxes(X_kv, -1, -2)
        if mask is not None:
            own = mask
            if mask.ndim > X_q.ndim:
                own = np.take(mask, i if mask.shape[-3] == num_heads else 0, axis=-3)
            scores = np.where(own, scores, -np.inf)
        weights = softmax(scores)
        output = output + weights @ X_kv @ carries
        all_weights.append(weights)
    return output, np.stack(all_weights, -3)
