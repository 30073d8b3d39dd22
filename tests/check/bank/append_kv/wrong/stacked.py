"""Stacks keys and values into one array, which works only when d_v equals d_k."""

import numpy as np

HELD_OUT = True
NAMED = "sizes"


def append_kv(K_cache, V_cache, k, v):
    cache = np.stack([K_cache, V_cache])
    new = np.stack([k, v])
    K, V = np.concatenate([cache, new], axis=-2)
    return K, V
