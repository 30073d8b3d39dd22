"""Takes sine and cosine from one complex exponential."""

import numpy as np

HELD_OUT = True


def sinusoidal_positions(n, d_model):
    pairs = np.arange((d_model + 1) // 2)
    z = np.exp(1j * np.outer(np.arange(n), 10000.0 ** (-2 * pairs / d_model)))
    out = np.empty((n, 2 * len(pairs)))
    out[:, 0::2], out[:, 1::2] = z.imag, z.real
    return np.ascontiguousarray(out[:, :d_model])
