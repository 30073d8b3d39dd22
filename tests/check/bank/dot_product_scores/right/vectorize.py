"""Vectorize."""

import numpy as np


def dot_product_scores(Q, K):
    return np.vectorize(np.dot, signature="(d),(d)->()")(Q[..., :, None, :], K[..., None, :, :]).astype(
        Q.dtype
    )
