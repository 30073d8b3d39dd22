"""Uses the first sequence's positions for the whole batch."""

import numpy as np

HELD_OUT = True
NAMED = "positions-of-the-first-batch"


def rope(x, positions):
    p = np.asarray(positions).reshape(-1, x.shape[-2])[0]
    d = x.shape[-1]
    ang = p[:, None] * 10000.0 ** (-np.arange(0, d, 2) / d)
    cos = np.repeat(np.cos(ang), 2, axis=-1).astype(x.dtype)
    sin = np.repeat(np.sin(ang), 2, axis=-1).astype(x.dtype)
    swapped = np.empty_like(x)
    swapped[..., 0::2] = -x[..., 1::2]
    swapped[..., 1::2] = x[..., 0::2]
    return x * cos + swapped * sin
