"""Right, but float32 becomes float64."""

import numpy as np

NAMED = "criterion:dtype"


def rope(x, positions):
    d = x.shape[-1]
    t = positions[..., None] / 10000 ** (np.arange(0, d, 2) / d)
    a, b = x[..., 0::2], x[..., 1::2]
    y = np.stack([a * np.cos(t) - b * np.sin(t), a * np.sin(t) + b * np.cos(t)], axis=-1)
    return y.reshape(x.shape)
