"""Real and imaginary parts of a number on the unit circle."""

import numpy as np


def sinusoidal_positions(n, d_model):
    rate = 10000.0 ** (-np.arange(0, d_model, 2) / d_model)
    z = np.exp(1j * np.arange(n)[:, None] * rate)
    return np.stack([z.imag, z.real], axis=-1).reshape(n, -1)[:, :d_model]
