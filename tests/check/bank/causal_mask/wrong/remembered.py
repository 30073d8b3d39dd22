"""The mask is cached, and who changes it changes it for the next caller."""

from functools import lru_cache

import numpy as np

HELD_OUT = True
NAMED = "criterion:mask"


@lru_cache(maxsize=None)
def causal_mask(n):
    i = np.arange(n)
    return i[:, None] >= i[None, :]
