"""A loop over the batch writes each sentence into every place."""

import numpy as np

NAMED = "last-sentence-for-all"


def split_heads(X, num_heads):
    *batch, n, d_model = X.shape
    d_k = d_model // num_heads
    heads = np.zeros((*batch, num_heads, n, d_k), dtype=X.dtype)
    for sentence in X.reshape(-1, n, d_model):
        for i in range(num_heads):
            heads[..., i, :, :] = sentence[:, i * d_k : (i + 1) * d_k]
    return heads
