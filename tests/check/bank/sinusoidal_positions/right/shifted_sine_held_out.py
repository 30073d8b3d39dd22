"""Uses sines only: the cosine is a sine a quarter of a turn ahead."""

import numpy as np

HELD_OUT = True


def sinusoidal_positions(n, d_model):
    c = np.arange(d_model)
    phase = (c % 2) * np.pi / 2
    return np.sin(np.arange(n)[:, None] / np.power(1e4, (c - c % 2) / d_model) + phase)
