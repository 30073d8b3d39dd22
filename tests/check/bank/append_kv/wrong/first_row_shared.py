"""For an empty cache the very arrays k and v are returned, not new ones."""

import numpy as np

HELD_OUT = True
NAMED = "criterion:calls"


def append_kv(K_cache, V_cache, k, v):
    if K_cache.shape[-2] == 0:
        return k, v
    return np.concatenate([K_cache, k], axis=-2), np.concatenate([V_cache, v], axis=-2)
