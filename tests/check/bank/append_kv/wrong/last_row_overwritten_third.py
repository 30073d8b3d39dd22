"""Writes the newest row over the last one instead of adding it, and does so in the caller's arrays."""
HELD_OUT = True
NAMED = "last-overwritten+changes-input"

import numpy as np


def append_kv(K_cache, V_cache, k, v):
    K_cache[..., -1, :] = np.squeeze(k, axis=-2)
    V_cache[..., -1, :] = np.squeeze(v, axis=-2)
    return K_cache, V_cache
