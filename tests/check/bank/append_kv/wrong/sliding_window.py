"""The oldest row goes when a new one comes."""

import numpy as np

NAMED = "oldest-dropped"


def append_kv(K_cache, V_cache, k, v):
    K_new, V_new = np.roll(K_cache, -1, axis=-2), np.roll(V_cache, -1, axis=-2)
    K_new[..., -1:, :], V_new[..., -1:, :] = k, v
    return K_new, V_new
