"""Puts the new row before the old ones."""

import numpy as np

HELD_OUT = True
NAMED = "newest-first"


def append_kv(K_cache, V_cache, k, v):
    K_new = np.concatenate((k, K_cache), axis=-2)
    V_new = np.concatenate((v, V_cache), axis=-2)
    return K_new, V_new
