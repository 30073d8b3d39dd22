"""np.vectorize with a signature calls a helper that sees one query and one key."""

import numpy as np

HELD_OUT = True


def _one(q, k):
    return np.dot(q, k) * len(q) ** -0.5


def scaled_scores(Q, K):
    if Q.size == 0 or K.size == 0:
        return np.empty(Q.shape[:-1] + (K.shape[-2],), Q.dtype)
    pairwise = np.vectorize(_one, signature="(d),(d)->()")
    return pairwise(Q[..., :, None, :], K[..., None, :, :]).astype(Q.dtype)
