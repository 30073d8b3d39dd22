"""Loops that fill arrays of zeros, which are float64."""

import numpy as np

NAMED = "criterion:dtype"


def attention(Q, K, V):
    batch, n_q, n_k, d_v = Q.shape[:-2], Q.shape[-2], K.shape[-2], V.shape[-1]
    weights = np.zeros((*batch, n_q, n_k))
    output = np.zeros((*batch, n_q, d_v))
    for b in np.ndindex(batch):
        for i in range(n_q):
            scores = K[b] @ Q[b][i] / np.sqrt(Q.shape[-1])
            e = np.exp(scores - scores.max())
            weights[b][i] = e / e.sum()
            output[b][i] = weights[b][i] @ V[b]
    return output, weights
