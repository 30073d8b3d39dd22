"""Keeps one result buffer a shape and returns it again, so an earlier result is overwritten."""

import numpy as np

HELD_OUT = True
NAMED = "criterion:calls"

_buffers = {}


def combine_heads(H):
    *lead, h, n, d_k = H.shape
    key = (H.shape, H.dtype.str)
    if key not in _buffers:
        _buffers[key] = np.empty((*lead, n, h * d_k), dtype=H.dtype)
    out = _buffers[key]
    for i in range(h):
        out[..., i * d_k : (i + 1) * d_k] = H[..., i, :, :]
    return out
