"""Builds plain Python lists with math.sin and math.cos and turns them into an array."""

import math

import numpy as np

HELD_OUT = True


def sinusoidal_positions(n, d_model):
    rows = []
    for p in range(n):
        row = []
        for j in range(d_model):
            a = p * math.exp(-math.log(10000) * (j // 2 * 2) / d_model)
            row.append(math.cos(a) if j & 1 else math.sin(a))
        rows.append(row)
    return np.array(rows, dtype=float).reshape(n, d_model)
