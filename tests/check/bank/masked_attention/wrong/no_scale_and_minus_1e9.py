"""No division by the root of d_k, and -1e9 in rows that have nothing else."""

import numpy as np

NAMED = "no-scale+minus-1e9-empty-row"


def attention(Q, K, V, mask=None):
    scores = np.matmul(Q, K.swapaxes(-1, -2))
    if mask is not None:
        scores = np.where(mask, scores, -1e9).astype(Q.dtype)
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    weights /= weights.sum(-1, keepdims=True)
    return np.matmul(weights, V), weights
