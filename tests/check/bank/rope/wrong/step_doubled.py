"""The pairs are counted 0, 2, 4, ... and doubled again."""

import numpy as np

NAMED = "exponent-doubled"


def rope(x, positions):
    y = np.empty_like(x)
    d = x.shape[-1]
    for i in range(0, d, 2):
        theta = 10000.0 ** (-2 * i / d)
        c, s = np.cos(positions * theta), np.sin(positions * theta)
        y[..., i] = x[..., i] * c - x[..., i + 1] * s
        y[..., i + 1] = x[..., i] * s + x[..., i + 1] * c
    return y
