"""Powers of 2 are taken instead of powers of e, and float32 scores come back as float64."""

import numpy as np

HELD_OUT = True
NAMED = "base-2+other-dtype"


def softmax(scores, axis=-1):
    x = np.array(scores, dtype=np.float64)
    m = x.max(axis=axis, keepdims=True)
    m[~np.isfinite(m)] = 0.0
    p = 2.0 ** (x - m)
    total = p.sum(axis=axis, keepdims=True)
    total[total == 0] = 1.0
    return p / total
