"""The mask is a read-only, overlapping view: a window that slides over one row of ones and zeros."""

import numpy as np

HELD_OUT = True


def causal_mask(n):
    if n == 0:
        return np.zeros((0, 0), dtype=bool)
    line = np.arange(2 * n - 1) < n  # n times True, then n - 1 times False
    return np.lib.stride_tricks.sliding_window_view(line, n)[::-1]
