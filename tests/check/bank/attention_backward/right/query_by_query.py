"""A loop over the queries that adds up what each sends back."""

import numpy as np


def softmax(S):
    top = S.max(axis=-1, keepdims=True)
    exps = np.exp(S - np.where(np.isinf(top), 0, top))
    total = exps.sum(axis=-1, keepdims=True)
    return exps / np.where(total == 0, 1, total)


def weights_of(Q, K, mask):
    S = Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5
    return softmax(S if mask is None else np.where(mask, S, -np.inf))


def attention_backward(dO, Q, K, V, mask=None):
    n_q, n_k = Q.shape[-2], K.shape[-2]
    if mask is not None:
        mask = np.broadcast_to(mask, (*Q.shape[:-2], n_q, n_k))
    dQ, dK, dV = np.zeros_like(Q), np.zeros_like(K), np.zeros_like(V)
    root = float(np.sqrt(Q.shape[-1]))
    for i in range(n_q):
        q, g = Q[..., i, None, :], dO[..., i, None, :]  # (..., 1, d)
        w = weights_of(q, K, None if mask is None else mask[..., i, None, :])
        dw = g @ np.swapaxes(V, -1, -2)
        ds = w * (dw - np.sum(w * dw, axis=-1, keepdims=True)) / root
        dQ[..., i, :] = (ds @ K)[..., 0, :]
        dK += np.swapaxes(ds, -1, -2) @ q
        dV += np.swapaxes(w, -1, -2) @ g
    return dQ, dK, dV
