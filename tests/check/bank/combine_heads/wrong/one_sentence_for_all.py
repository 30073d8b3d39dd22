"""A loop over the batch writes each sentence into every place."""

import numpy as np

NAMED = "last-sentence-for-all"


def combine_heads(H):
    *batch, h, n, d_k = H.shape
    Z = np.zeros((*batch, n, h * d_k), dtype=H.dtype)
    for sentence in H.reshape(-1, h, n, d_k):
        Z[...] = np.concatenate(list(sentence), axis=-1)
    return Z
