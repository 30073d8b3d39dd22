"""+ adds numbers to arrays, it does not join them."""

NAMED = "added"


def append_kv(K_cache, V_cache, k, v):
    return K_cache + k, V_cache + v
