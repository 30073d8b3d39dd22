"""A row of numbers compared with a column."""

import numpy as np


def causal_mask(n):
    k = np.arange(n)
    return k <= k[:, None]
