"""A copied line: k is joined to the values as well."""

import numpy as np

NAMED = "k-in-both"


def append_kv(K_cache, V_cache, k, v):
    return np.concatenate([K_cache, k], axis=-2), np.concatenate([V_cache, k], axis=-2)
