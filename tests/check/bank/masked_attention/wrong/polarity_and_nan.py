"""True is what gets -inf, and a row in which everything is forbidden becomes NaN."""

import numpy as np

NAMED = "polarity+empty-row-nan"


def attention(Q, K, V, mask=None):
    scores = np.einsum("...qd,...kd->...qk", Q, K) / Q.shape[-1] ** 0.5
    if mask is not None:
        mask = np.broadcast_to(mask, scores.shape)
        scores[mask] = float("-inf")
    e = np.exp(scores - scores.max(-1, keepdims=True))
    weights = e / e.sum(-1, keepdims=True)
    return weights @ V, weights
