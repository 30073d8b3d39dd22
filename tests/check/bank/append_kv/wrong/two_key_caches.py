"""A copied line: both results are the keys."""

import numpy as np

NAMED = "keys-twice"


def append_kv(K_cache, V_cache, k, v):
    K_new = np.concatenate([K_cache, k], axis=-2)
    V_new = np.concatenate([K_cache, k], axis=-2)
    return K_new, V_new
