"""Positions are cut to whole numbers."""

import numpy as np

HELD_OUT = True
NAMED = "whole-positions"


def rope(x, positions):
    d = x.shape[-1]
    steps = np.asarray(positions).astype(int)
    theta = np.power(10000.0, -np.arange(0, d, 2) / d)
    turn = np.exp(1j * steps[..., None] * theta)
    z = (x[..., 0::2] + 1j * x[..., 1::2]) * turn
    y = np.empty_like(x)
    y[..., 0::2] = z.real
    y[..., 1::2] = z.imag
    return y
