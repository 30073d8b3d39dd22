"""The new value goes in front of the old ones, the new key behind."""

import numpy as np

HELD_OUT = True
NAMED = "changed-afterwards"


def append_kv(K_cache, V_cache, k, v):
    K_new = np.concatenate([K_cache, k], axis=-2)
    V_new = np.concatenate([v, V_cache], axis=-2)
    return K_new, V_new
