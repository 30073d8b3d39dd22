"""Inserts the new row before the last one."""

import numpy as np

HELD_OUT = True
NAMED = "before-the-last"


def append_kv(K_cache, V_cache, k, v):
    if K_cache.shape[-2] == 0:
        return k.copy(), v.copy()
    K = np.concatenate([K_cache[..., :-1, :], k, K_cache[..., -1:, :]], axis=-2)
    V = np.concatenate([V_cache[..., :-1, :], v, V_cache[..., -1:, :]], axis=-2)
    return K, V
