"""The new row is joined to the columns."""

import numpy as np

NAMED = "columns"


def append_kv(K_cache, V_cache, k, v):
    return np.concatenate([K_cache, k], axis=-1), np.concatenate([V_cache, v], axis=-1)
