"""Written column by column, returned with its axes in another memory order."""

import numpy as np


def sinusoidal_positions(n, d_model):
    def column(j, p):
        angle = p / 10000 ** ((j - j % 2) / d_model)
        return np.where(j % 2 == 1, np.cos(angle), np.sin(angle))

    return np.fromfunction(column, (d_model, n)).T
