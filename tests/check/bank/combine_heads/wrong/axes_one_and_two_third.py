"""Exchanges axes 1 and 2, which are heads and positions only with exactly one batch axis."""
HELD_OUT = True

import numpy as np


def combine_heads(H):
    Z = np.swapaxes(H, 1, 2)
    return Z.reshape(*Z.shape[:-2], Z.shape[-2] * Z.shape[-1])
