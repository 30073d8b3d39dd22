"""Turned by minus the angle."""

import numpy as np

NAMED = "turned-backwards"


def rope(x, positions):
    d = x.shape[-1]
    z = x[..., ::2] + 1j * x[..., 1::2]
    z = z * np.exp(-1j * positions[..., None] / 10000 ** (np.arange(0, d, 2) / d))
    y = np.empty_like(x)
    y[..., ::2], y[..., 1::2] = z.real, z.imag
    return y
