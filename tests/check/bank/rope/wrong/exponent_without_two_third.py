"""Uses i / d instead of 2i / d in the exponent of the frequencies."""
HELD_OUT = True
NAMED = "exponent-halved"

import numpy as np


def rope(x, positions):
    d = x.shape[-1]
    i = np.arange(d // 2)
    theta = 1.0 / 10000 ** (i / d)
    angle = np.asarray(positions)[..., None] * theta
    c, s = np.cos(angle).astype(x.dtype), np.sin(angle).astype(x.dtype)
    a, b = x[..., ::2], x[..., 1::2]
    return np.stack((a * c - b * s, a * s + b * c), axis=-1).reshape(x.shape)
