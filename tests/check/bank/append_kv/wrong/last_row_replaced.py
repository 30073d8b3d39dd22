"""The new row takes the place of the last."""

NAMED = "last-overwritten"


def append_kv(K_cache, V_cache, k, v):
    K_new, V_new = K_cache.copy(), V_cache.copy()
    K_new[..., -1:, :] = k
    V_new[..., -1:, :] = v
    return K_new, V_new
