"""np.append changes nothing; what it returns is thrown away."""

import numpy as np

NAMED = "caches-as-they-were"


def append_kv(K_cache, V_cache, k, v):
    np.append(K_cache, k, axis=-2)
    np.append(V_cache, v, axis=-2)
    return K_cache, V_cache
