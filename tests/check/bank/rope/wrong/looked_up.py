"""Sines and cosines are looked up in a table, which whole positions only can do."""

import numpy as np

NAMED = "criterion:fractions"


def rope(x, positions):
    d = x.shape[-1]
    table = np.arange(5000)[:, None] / 10000 ** (np.arange(0, d, 2) / d)
    c, s = np.cos(table)[positions], np.sin(table)[positions]
    y = np.empty_like(x)
    y[..., 0::2] = x[..., 0::2] * c - x[..., 1::2] * s
    y[..., 1::2] = x[..., 0::2] * s + x[..., 1::2] * c
    return y
