"""Nothing but loops and Python's own numbers, put into arrays of the right dtype."""

import numpy as np


def attention(Q, K, V):
    batch, n_q, n_k, d_v = Q.shape[:-2], Q.shape[-2], K.shape[-2], V.shape[-1]
    weights = np.zeros((*batch, n_q, n_k), dtype=Q.dtype)
    output = np.zeros((*batch, n_q, d_v), dtype=V.dtype)
    for b in np.ndindex(batch):
        for i in range(n_q):
            scores = [float(np.dot(Q[b][i], K[b][j])) / np.sqrt(Q.shape[-1]) for j in range(n_k)]
            exps = [np.exp(score - max(scores)) for score in scores]
            for j in range(n_k):
                weights[b][i, j] = exps[j] / sum(exps)
            for c in range(d_v):
                output[b][i, c] = sum(exps[j] * V[b][j, c] for j in range(n_k)) / sum(exps)
    return output, weights
