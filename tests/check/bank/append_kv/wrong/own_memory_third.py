"""Keeps all rows in a list of its own from call to call, and takes the given caches at the first call only."""
HELD_OUT = True

import numpy as np

_keys = []
_values = []


def append_kv(K_cache, V_cache, k, v):
    if not _keys:
        _keys.append(K_cache)
        _values.append(V_cache)
    _keys.append(k)
    _values.append(v)
    return np.concatenate(_keys, axis=-2), np.concatenate(_values, axis=-2)
