"""The result is written into a workspace kept for each shape, so the next call overwrites what an earlier one returned."""

import numpy as np

HELD_OUT = True
NAMED = "criterion:calls"

_workspace = {}


def dot_product_scores(Q, K):
    shape = Q.shape[:-1] + (K.shape[-2],)
    key = (shape, Q.dtype.str)
    if key not in _workspace:
        _workspace[key] = np.empty(shape, dtype=Q.dtype)
    out = _workspace[key]
    np.matmul(Q, np.swapaxes(K, -1, -2), out=out)
    return out
