"""The turned numbers are stacked one axis too early and then poured into the shape of x."""

import numpy as np

NAMED = "written-in-halves"


def rope(x, positions):
    d = x.shape[-1]
    t = positions[..., None] / 10000 ** (2 * np.arange(d // 2) / d)
    a, b = x[..., 0::2], x[..., 1::2]
    pair = [a * np.cos(t) - b * np.sin(t), a * np.sin(t) + b * np.cos(t)]
    return np.stack(pair, axis=-2).reshape(x.shape).astype(x.dtype)
