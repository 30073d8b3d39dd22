"""Puts the turned even features before the turned odd ones instead of back in pairs, and lets the float64 angles make every result float64."""
HELD_OUT = True
NAMED = "written-in-halves+other-dtype"

import numpy as np


def rope(x, positions):
    half = x.shape[-1] // 2
    theta = np.power(10000.0, -2 * np.arange(half) / x.shape[-1])
    m = np.expand_dims(positions, -1) * theta
    x1, x2 = x[..., 0::2], x[..., 1::2]
    return np.concatenate([x1 * np.cos(m) - x2 * np.sin(m), x1 * np.sin(m) + x2 * np.cos(m)], axis=-1)
