"""float32 all the way where x is float32."""

import numpy as np


def rope(x, positions):
    d = x.shape[-1]
    theta = (10000 ** (-np.arange(0, d, 2, dtype=x.dtype) / d)).astype(x.dtype)
    t = np.repeat(positions.astype(x.dtype)[..., None] * theta, 2, axis=-1)
    other = np.stack([-x[..., 1::2], x[..., 0::2]], axis=-1).reshape(x.shape)
    return x * np.cos(t) + other * np.sin(t)
