"""Writes into one buffer a shape kept between calls, so caches of two texts overwrite each other."""

import numpy as np

HELD_OUT = True
NAMED = "criterion:calls"

_store = {}


def _grow(name, cache, row):
    t = cache.shape[-2]
    key = (name, cache.shape[:-2], cache.shape[-1], cache.dtype.str)
    room = _store.get(key)
    if room is None or room.shape[-2] < t + 1:
        room = np.zeros(cache.shape[:-2] + (2 * t + 8, cache.shape[-1]), cache.dtype)
        _store[key] = room
    room[..., :t, :] = cache
    room[..., t : t + 1, :] = row
    return room[..., : t + 1, :]


def append_kv(K_cache, V_cache, k, v):
    return _grow("K", K_cache, k), _grow("V", V_cache, v)
