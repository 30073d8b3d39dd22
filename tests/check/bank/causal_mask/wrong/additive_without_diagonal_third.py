"""Returns an additive mask of 0 and -inf, and forbids the diagonal too."""
HELD_OUT = True
NAMED = "one-short+additive+not-boolean"

import numpy as np


def causal_mask(n):
    mask = np.zeros((n, n))
    mask[np.triu_indices(n)] = -np.inf
    return mask
