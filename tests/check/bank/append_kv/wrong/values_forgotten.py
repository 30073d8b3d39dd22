"""The values' cache does not grow."""

import numpy as np

NAMED = "only-keys-grow"


def append_kv(K_cache, V_cache, k, v):
    return np.concatenate([K_cache, k], axis=-2), V_cache.copy()
