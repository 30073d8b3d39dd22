"""Returns the values before the keys."""

import numpy as np

HELD_OUT = True
NAMED = "swapped-results"


def append_kv(K_cache, V_cache, k, v):
    pairs = ((K_cache, k), (V_cache, v))
    new_K, new_V = [np.append(old, row, axis=-2) for old, row in pairs]
    return new_V, new_K
