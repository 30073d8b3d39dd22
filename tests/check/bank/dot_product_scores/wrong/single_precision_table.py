"""The loop fills a float32 table, so float64 inputs lose half their digits although the dtype looks right."""

import numpy as np

HELD_OUT = True
NAMED = "criterion:dtype"


def dot_product_scores(Q, K):
    n_q, d = Q.shape[-2:]
    n_k = K.shape[-2]
    table = np.zeros(Q.shape[:-2] + (n_q, n_k), dtype="float32")
    for c in range(d):
        table += (Q[..., :, None, c] * K[..., None, :, c]).astype("float32")
    return table.astype(Q.dtype)
