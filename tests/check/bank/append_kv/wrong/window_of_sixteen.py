"""Drops the oldest row once there are sixteen."""

import numpy as np

HELD_OUT = True
NAMED = "limit"


def append_kv(K_cache, V_cache, k, v, limit=16):
    K = np.concatenate([K_cache, k], axis=-2)
    V = np.concatenate([V_cache, v], axis=-2)
    return K[..., -limit:, :], V[..., -limit:, :]
