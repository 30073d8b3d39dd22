"""Multiplies with float64 cosines, so float32 comes back as float64."""

import numpy as np

HELD_OUT = True
NAMED = "criterion:dtype"


def rope(x, positions):
    d = x.shape[-1]
    theta = 10000.0 ** (-np.arange(0, d, 2) / d)
    angle = np.asarray(positions)[..., None] * theta
    even, odd = x[..., ::2], x[..., 1::2]
    turned = np.stack(
        [even * np.cos(angle) - odd * np.sin(angle), even * np.sin(angle) + odd * np.cos(angle)], axis=-1
    )
    return turned.reshape(x.shape)
