"""The powers by exp and log, the odd columns as many as there are."""

import numpy as np


def sinusoidal_positions(n, d_model):
    rate = np.exp(-np.log(10000.0) * np.arange(0, d_model, 2) / d_model)
    angle = np.arange(n)[:, np.newaxis] * rate
    P = np.zeros((n, d_model))
    P[:, 0::2] = np.sin(angle)
    P[:, 1::2] = np.cos(angle[:, : d_model // 2])
    return P
