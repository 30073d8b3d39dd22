"""Cosines in the even columns and sines in the odd."""

import numpy as np

NAMED = "cosine-first"


def sinusoidal_positions(n, d_model):
    P = np.zeros((n, d_model))
    for pos in range(n):
        for j in range(d_model):
            angle = pos / 10000 ** (2 * (j // 2) / d_model)
            P[pos, j] = np.cos(angle) if j % 2 == 0 else np.sin(angle)
    return P
