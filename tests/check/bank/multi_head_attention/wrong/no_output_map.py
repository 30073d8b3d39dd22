"""Returns the joined heads without the output projection."""

import numpy as np

HELD_OUT = True
NAMED = "no-output-map"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    Q, K, V = X_q @ W_q, X_kv @ W_k, X_kv @ W_v
    d_k = Q.shape[-1] // num_heads
    outs, ws = [], []
    for i in range(num_heads):
        sl = slice(i * d_k, (i + 1) * d_k)
        s = Q[..., sl] @ np.swapaxes(K[..., sl], -1, -2) / d_k**0.5
        if mask is not None:
            m = mask[..., min(i, mask.shape[-3] - 1), :, :] if mask.ndim > X_q.ndim else mask
            s = np.where(m, s, -np.inf)
        biggest = s.max(axis=-1, keepdims=True)
        biggest[np.isneginf(biggest)] = 0
        e = np.exp(s - biggest)
        t = e.sum(axis=-1, keepdims=True)
        t[t == 0] = 1
        ws.append(e / t)
        outs.append(ws[-1] @ V[..., sl])
    return np.concatenate(outs, axis=-1), np.stack(ws, axis=-3)
