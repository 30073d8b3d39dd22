"""A position sees itself and only the seven before it, which shows for n > 8 only."""

import numpy as np

HELD_OUT = True
NAMED = "window-of-8"


def causal_mask(n):
    d = np.subtract.outer(np.arange(n), np.arange(n))
    return (d >= 0) & (d < 8)
