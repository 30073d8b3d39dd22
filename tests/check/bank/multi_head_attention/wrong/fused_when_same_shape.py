"""Takes equal shapes of X_q and X_kv for self-attention and projects X_q to all three."""

import numpy as np

HELD_OUT = True
NAMED = "self-attention-only+sometimes"


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    if X_q.shape == X_kv.shape:
        QKV = X_q @ np.concatenate([W_q, W_k, W_v], axis=1)
        Q, K, V = np.split(QKV, 3, axis=-1)
    else:
        Q = X_q @ W_q
        K, V = np.split(X_kv @ np.concatenate([W_k, W_v], axis=1), 2, axis=-1)

    def split(A):
        A = A.reshape(A.shape[:-1] + (num_heads, A.shape[-1] // num_heads))
        return np.moveaxis(A, -2, -3)

    Q, K, V = split(Q), split(K), split(V)
    S = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        if mask.ndim <= X_q.ndim:
            mask = mask[..., None, :, :]
        S = np.where(mask, S, -np.inf)
    M = S.max(-1, keepdims=True)
    M[~np.isfinite(M)] = 0.0
    E = np.exp(S - M)
    T = E.sum(-1, keepdims=True)
    T[T == 0] = 1.0
    A = E / T
    Z = np.moveaxis(A @ V, -3, -2)
    return Z.reshape(X_q.shape) @ W_o, A
