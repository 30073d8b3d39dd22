"""Without a mask the attention is causal, and the scores are divided by d_k."""

import numpy as np

HELD_OUT = True
NAMED = "causal-without-mask+divided-by-d_k"


def attention(Q, K, V, mask=None):
    n_q, n_k = Q.shape[-2], K.shape[-2]
    if mask is None:
        mask = np.tri(n_q, n_k, dtype=bool)
    s = np.where(mask, Q @ np.swapaxes(K, -1, -2) / Q.shape[-1], -np.inf)
    m = s.max(axis=-1, keepdims=True)
    m[np.isinf(m)] = 0
    e = np.exp(s - m)
    t = e.sum(axis=-1, keepdims=True)
    t[t == 0] = 1
    w = e / t
    return w @ V, w
