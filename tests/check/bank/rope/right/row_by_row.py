"""A loop over all rows and pairs."""

import numpy as np


def rope(x, positions):
    d = x.shape[-1]
    places = np.broadcast_to(positions, x.shape[:-1])
    y = np.zeros_like(x)
    for where in np.ndindex(*x.shape[:-1]):
        for i in range(d // 2):
            t = places[where] / 10000 ** (2 * i / d)
            a, b = x[where][2 * i], x[where][2 * i + 1]
            y[where][2 * i] = a * np.cos(t) - b * np.sin(t)
            y[where][2 * i + 1] = a * np.sin(t) + b * np.cos(t)
    return y
