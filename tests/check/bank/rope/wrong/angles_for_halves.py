"""The angles are laid out for halves and the columns are turned as neighbours."""

import numpy as np

NAMED = "angles-in-halves"


def rope(x, positions):
    d = x.shape[-1]
    angle = positions[..., None] * 10000.0 ** (-np.arange(0, d, 2) / d)
    angle = np.concatenate([angle, angle], axis=-1)
    turned = np.stack([-x[..., 1::2], x[..., 0::2]], axis=-1).reshape(x.shape)
    return (x * np.cos(angle) + turned * np.sin(angle)).astype(x.dtype)
