"""Overwrites the last row of the caller's arrays with the new one and does not grow them, except from empty."""

HELD_OUT = True
NAMED = "oldest-dropped"


def append_kv(K_cache, V_cache, k, v):
    if K_cache.shape[-2] == 0:
        return k.copy(), v.copy()
    K_cache[..., :-1, :] = K_cache[..., 1:, :]
    K_cache[..., -1:, :] = k
    V_cache[..., :-1, :] = V_cache[..., 1:, :]
    V_cache[..., -1:, :] = v
    return K_cache, V_cache
