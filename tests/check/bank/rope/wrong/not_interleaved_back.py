"""Turns the right pairs but leaves first components in the first half and second ones in the second."""

import numpy as np

HELD_OUT = True
NAMED = "written-in-halves"


def rope(x, positions):
    d = x.shape[-1]
    a = np.asarray(positions)[..., np.newaxis] * (10000.0 ** (-np.arange(0, d, 2) / d))
    cos, sin = np.cos(a).astype(x.dtype), np.sin(a).astype(x.dtype)
    even, odd = x[..., 0::2], x[..., 1::2]
    return np.concatenate((even * cos - odd * sin, even * sin + odd * cos), axis=-1)
