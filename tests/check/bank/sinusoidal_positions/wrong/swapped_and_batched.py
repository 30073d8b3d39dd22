"""Has cosine in the even columns and sine in the odd, and adds a batch axis in front."""

import numpy as np

HELD_OUT = True
NAMED = "cosine-first+axis-more"


def sinusoidal_positions(n, d_model):
    out = np.zeros((1, n, d_model))
    for col in range(d_model):
        wave = np.cos if col % 2 == 0 else np.sin
        out[0, :, col] = wave(np.arange(n) / 10000 ** ((col - col % 2) / d_model))
    return out
