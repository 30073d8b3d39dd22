"""The new row comes first."""

import numpy as np

NAMED = "newest-first"


def append_kv(K_cache, V_cache, k, v):
    return np.concatenate([k, K_cache], axis=-2), np.concatenate([v, V_cache], axis=-2)
