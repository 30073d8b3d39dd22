"""Uses the first head's mask for every head where the mask has a head axis."""

import numpy as np

HELD_OUT = True
NAMED = "mask-of-one-head"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    Q, K, V = X_q @ W_q, X_kv @ W_k, X_kv @ W_v
    if mask is not None and mask.ndim > X_q.ndim:
        mask = mask[..., 0, :, :]
    d_k = Q.shape[-1] // num_heads
    Z = np.empty_like(Q)
    all_weights = []
    for a in range(0, Q.shape[-1], d_k):
        q, k, v = (A[..., a : a + d_k] for A in (Q, K, V))
        s = np.einsum("...qc,...kc->...qk", q, k) / d_k**0.5
        if mask is not None:
            s = np.where(mask, s, -np.inf)
        peak = s.max(-1, keepdims=True)
        peak[peak == -np.inf] = 0
        e = np.exp(s - peak)
        norm = e.sum(-1, keepdims=True)
        norm[norm == 0] = 1
        w = e / norm
        Z[..., a : a + d_k] = w @ v
        all_weights.append(w)
    return Z @ W_o, np.stack(all_weights, axis=-3)
