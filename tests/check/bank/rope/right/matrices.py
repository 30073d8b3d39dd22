"""One 2 x 2 matrix for each pair, by einsum."""

import numpy as np


def rope(x, positions):
    d = x.shape[-1]
    t = positions[..., None] * 10000.0 ** (-np.arange(0, d, 2) / d)
    c, s = np.cos(t), np.sin(t)
    R = np.stack([np.stack([c, -s], -1), np.stack([s, c], -1)], -2)
    pairs = x.reshape(*x.shape[:-1], d // 2, 2)
    y = np.einsum("...ij,...j->...i", np.broadcast_to(R, (*pairs.shape, 2)), pairs)
    return y.reshape(x.shape).astype(x.dtype)
