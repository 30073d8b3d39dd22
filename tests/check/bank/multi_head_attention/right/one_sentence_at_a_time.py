"""Batches are walked through one sentence after the other, and a sentence one query after the other."""

import numpy as np


def one_sentence(X_q, X_kv, maps, num_heads, mask):
    Q, K, V = X_q @ maps[0], X_kv @ maps[1], X_kv @ maps[2]
    d_k = Q.shape[1] // num_heads
    Z = np.zeros(Q.shape, dtype=Q.dtype)
    weights = np.zeros((num_heads, len(Q), len(K)), dtype=Q.dtype)
    for head in range(num_heads):
        first, last = head * d_k, (head + 1) * d_k
        for i in range(len(Q)):
            seen = np.flatnonzero(mask[head, i])
            if len(seen) == 0:
                continue
            scores = K[seen, first:last] @ Q[i, first:last] / np.sqrt(d_k)
            e = np.exp(scores - scores.max())
            weights[head, i, seen] = e / e.sum()
            Z[i, first:last] = weights[head, i] @ V[:, first:last]
    return Z @ maps[3], weights


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    batch, n_q, n_k = X_q.shape[:-2], X_q.shape[-2], X_kv.shape[-2]
    if mask is None:
        mask = np.ones((n_q, n_k), dtype=bool)
    if mask.ndim < X_q.ndim + 1:
        mask = mask[..., np.newaxis, :, :]
    mask = np.broadcast_to(mask, (*batch, num_heads, n_q, n_k))
    output = np.empty((*batch, n_q, W_o.shape[1]), dtype=X_q.dtype)
    weights = np.empty(mask.shape, dtype=X_q.dtype)
    for b in np.ndindex(batch):
        output[b], weights[b] = one_sentence(X_q[b], X_kv[b], (W_q, W_k, W_v, W_o), num_heads, mask[b])
    return output, weights
