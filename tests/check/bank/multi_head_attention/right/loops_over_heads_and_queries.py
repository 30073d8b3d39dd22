"""Loops over batches, heads and queries; each query looks at the keys it may see."""

import numpy as np


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    Q, K, V = X_q @ W_q, X_kv @ W_k, X_kv @ W_v
    batch, n_q, n_k = X_q.shape[:-2], X_q.shape[-2], X_kv.shape[-2]
    d = Q.shape[-1] // num_heads
    allowed = np.ones((n_q, n_k), bool) if mask is None else mask
    if allowed.ndim == X_q.ndim:
        allowed = allowed[..., None, :, :]
    weights = np.zeros((*batch, num_heads, n_q, n_k), dtype=X_q.dtype)
    allowed = np.broadcast_to(allowed, weights.shape)
    Z = np.zeros_like(Q)
    for b in np.ndindex(*batch):
        for h in range(num_heads):
            mine = slice(h * d, h * d + d)
            for i in range(n_q):
                keys = np.nonzero(allowed[b][h, i])[0]
                if keys.size:
                    s = K[b][keys, mine] @ Q[b][i, mine] / d**0.5
                    e = np.exp(s - max(s))
                    weights[b][h, i, keys] = e / sum(e)
                    Z[b][i, mine] = weights[b][h, i] @ V[b][:, mine]
    return Z @ W_o, weights
