"""np.sum and np.max without an axis."""

import numpy as np

NAMED = "softmax-over-all"


def attention(Q, K, V):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    exps = np.exp(scores - np.max(scores))
    weights = exps / np.sum(exps)
    return weights @ V, weights
