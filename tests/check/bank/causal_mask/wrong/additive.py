"""The mask is the additive kind, with 0 where one may attend and -inf elsewhere."""

import numpy as np

HELD_OUT = True
NAMED = "additive"


def causal_mask(n):
    mask = np.full((n, n), -np.inf)
    return np.triu(mask, k=1)
