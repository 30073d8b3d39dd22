"""Treats every pair as one complex number."""

import numpy as np

HELD_OUT = True


def rope(x, positions):
    d = x.shape[-1]
    turn = np.exp(1j * np.multiply.outer(np.asarray(positions, float), 10000.0 ** (-np.arange(0, d, 2) / d)))
    z = (x[..., 0::2] + 1j * x[..., 1::2]) * turn
    return np.stack([z.real, z.imag], -1).reshape(x.shape).astype(x.dtype)
