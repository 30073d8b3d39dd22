"""Appends along axis 1, which holds the positions only with exactly one batch axis."""
HELD_OUT = True
NAMED = "axis-1"

import numpy as np


def append_kv(K_cache, V_cache, k, v):
    return np.concatenate((K_cache, k), axis=1), np.concatenate((V_cache, v), axis=1)
