"""np.tri with a dtype."""

import numpy as np


def causal_mask(n):
    return np.tri(n, dtype=bool)
