"""Repeats cosines and sines over whole rows and adds the row with its neighbours exchanged."""

import numpy as np

HELD_OUT = True


def rope(x, positions):
    d = x.shape[-1]
    col = np.arange(d)
    angle = np.asarray(positions)[..., None] / 10000.0 ** ((col // 2) * 2 / d)
    sign = np.where(col % 2 == 0, -1.0, 1.0)
    partner = x[..., col ^ 1]
    return (x * np.cos(angle) + partner * (sign * np.sin(angle))).astype(x.dtype, copy=False)
