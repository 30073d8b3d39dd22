"""The result is written to a buffer kept by shape, so a later call overwrites an earlier result."""

import numpy as np

HELD_OUT = True
NAMED = "criterion:calls"


_buffers = {}


def dot_product_scores(Q, K):
    shape = Q.shape[:-1] + (K.shape[-2],)
    dtype = np.result_type(Q, K)
    if (shape, dtype) not in _buffers:
        _buffers[shape, dtype] = np.empty(shape, dtype)
    out = _buffers[shape, dtype]
    np.einsum("...id,...jd->...ij", Q, K, out=out)
    return out
