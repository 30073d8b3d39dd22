"""Loops over batches and queries; each query looks at its allowed keys only."""

import numpy as np


def attention(Q, K, V, mask=None):
    batch = np.broadcast_shapes(Q.shape[:-2], K.shape[:-2], V.shape[:-2])
    n_q, n_k = Q.shape[-2], K.shape[-2]
    weights = np.zeros((*batch, n_q, n_k), dtype=Q.dtype)
    output = np.zeros((*batch, n_q, V.shape[-1]), dtype=V.dtype)
    allowed = np.broadcast_to(True if mask is None else mask, weights.shape)
    for place in np.ndindex(*batch):
        for i in range(n_q):
            keys = np.flatnonzero(allowed[place][i])
            if len(keys) == 0:
                continue
            scores = K[place][keys] @ Q[place][i] / Q.shape[-1] ** 0.5
            exps = np.exp(scores - scores.max())
            weights[place][i, keys] = exps / exps.sum()
            output[place][i] = weights[place][i, keys] @ V[place][keys]
    return output, weights
