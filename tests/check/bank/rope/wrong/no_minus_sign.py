"""cos, sin, sin, cos without the minus sign."""

import numpy as np

NAMED = "no-minus"


def rope(x, positions):
    y = np.empty_like(x)
    for i in range(0, x.shape[-1], 2):
        t = positions * 10000.0 ** (-i / x.shape[-1])
        y[..., i] = np.cos(t) * x[..., i] + np.sin(t) * x[..., i + 1]
        y[..., i + 1] = np.sin(t) * x[..., i] + np.cos(t) * x[..., i + 1]
    return y
