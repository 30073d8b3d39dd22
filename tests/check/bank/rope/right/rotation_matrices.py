"""Builds a 2 x 2 matrix for every position and pair and multiplies with einsum."""

import numpy as np

HELD_OUT = True


def rope(x, positions):
    d = x.shape[-1]
    a = np.asarray(positions, np.float64)[..., None] * np.exp(-np.log(1e4) * np.arange(0, d, 2) / d)
    R = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
    R = np.moveaxis(R, (0, 1), (-2, -1))
    pairs = x.reshape(*x.shape[:-1], d // 2, 2)
    return np.einsum("...ij,...j->...i", R, pairs).reshape(x.shape).astype(x.dtype)
