"""A mean over the keys of what is weighted already."""

import numpy as np

NAMED = "mean-of-values"


def attention(Q, K, V):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    e = np.exp(scores - scores.max(-1, keepdims=True))
    weights = e / e.sum(-1, keepdims=True)
    output = np.mean(weights[..., :, :, None] * V[..., None, :, :], axis=-2)
    return output, weights
