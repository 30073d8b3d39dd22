"""Reshapes the weight matrices to a head axis and does everything with einsum."""

import numpy as np

HELD_OUT = True


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    d = W_q.shape[0]
    d_k = d // num_heads
    wq, wk, wv = (W.reshape(d, num_heads, d_k) for W in (W_q, W_k, W_v))
    Q = np.einsum("...nm,mhc->...hnc", X_q, wq)
    K = np.einsum("...nm,mhc->...hnc", X_kv, wk)
    V = np.einsum("...nm,mhc->...hnc", X_kv, wv)
    S = np.einsum("...qc,...kc->...qk", Q, K) / d_k**0.5
    if mask is not None:
        S = np.where(mask if mask.ndim > X_q.ndim else mask[..., None, :, :], S, -np.inf)
    top = S.max(-1, keepdims=True)
    top[top == -np.inf] = 0
    E = np.exp(S - top)
    T = E.sum(-1, keepdims=True)
    T[T == 0] = 1
    A = E / T
    return np.einsum("...hqk,...hkc,hcm->...qm", A, V, W_o.reshape(num_heads, d_k, d)), A
