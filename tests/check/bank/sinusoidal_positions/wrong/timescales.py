"""Another library's spacing: the last exponent is exactly 1."""

import numpy as np

NAMED = "last-exponent-1"


def sinusoidal_positions(n, d_model):
    pairs = (d_model + 1) // 2
    step = np.log(10000.0) / max(pairs - 1, 1)
    angle = np.arange(n)[:, None] * np.exp(-step * np.arange(pairs))
    both = np.stack([np.sin(angle), np.cos(angle)], axis=-1)
    return both.reshape(n, -1)[:, :d_model]
