"""Uses the pair's number i over d as the exponent where 2i over d belongs."""

import numpy as np

HELD_OUT = True
NAMED = "exponent-halved"


def rope(x, positions):
    d = x.shape[-1]
    result = x.copy()
    for i in range(d // 2):
        angle = np.asarray(positions) * 10000.0 ** (-i / d)
        c, s = np.cos(angle).astype(x.dtype), np.sin(angle).astype(x.dtype)
        result[..., 2 * i] = c * x[..., 2 * i] - s * x[..., 2 * i + 1]
        result[..., 2 * i + 1] = s * x[..., 2 * i] + c * x[..., 2 * i + 1]
    return result
