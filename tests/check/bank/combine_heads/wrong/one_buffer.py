"""One array, made once, serves all calls of the same shape."""

import numpy as np

NAMED = "criterion:calls"


_buffers = {}


def combine_heads(H):
    *batch, h, n, d_k = H.shape
    key = (*batch, n, h * d_k, H.dtype)
    if key not in _buffers:
        _buffers[key] = np.empty(key[:-1], dtype=H.dtype)
    _buffers[key][...] = np.moveaxis(H, -3, -2).reshape(key[:-1])
    return _buffers[key]
