"""Loops over queries and keys, for inputs without batch axes only."""

import math

import numpy as np

NAMED = "sizes"


def attention(Q, K, V, mask=None):
    n_q, d_k = Q.shape
    n_k = K.shape[0]
    weights = np.zeros((n_q, n_k), dtype=Q.dtype)
    for i in range(n_q):
        allowed = [j for j in range(n_k) if mask is None or np.broadcast_to(mask, (n_q, n_k))[i, j]]
        if not allowed:
            continue
        scores = [Q[i] @ K[j] / math.sqrt(d_k) for j in allowed]
        exps = [math.exp(s - max(scores)) for s in scores]
        for j, e in zip(allowed, exps, strict=True):
            weights[i, j] = e / sum(exps)
    return weights @ V, weights
