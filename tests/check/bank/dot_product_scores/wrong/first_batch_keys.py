"""Every batch entry is compared with the keys of the first one, which is right for a batch of 1 only."""

import numpy as np

HELD_OUT = True
NAMED = "first-of-batch"


def dot_product_scores(Q, K):
    if Q.ndim == 2:
        return Q @ K.T
    batch = Q.shape[:-2]
    q = Q.reshape(-1, Q.shape[-2], Q.shape[-1])
    k = K.reshape(-1, K.shape[-2], K.shape[-1])
    scores = np.tensordot(q, k, axes=(-1, -1))  # (B, n_q, B, n_k)
    scores = scores[:, :, 0, :]
    return scores.reshape(*batch, Q.shape[-2], K.shape[-2])
