"""One buffer for all results."""

import numpy as np

NAMED = "criterion:calls"

_buffers = {}


def dot_product_scores(Q, K):
    shape = (*Q.shape[:-1], K.shape[-2])
    out = _buffers.setdefault((shape, Q.dtype), np.empty(shape, Q.dtype))
    return np.matmul(Q, np.swapaxes(K, -1, -2), out=out)
