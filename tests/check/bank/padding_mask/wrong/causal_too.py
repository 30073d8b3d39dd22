"""Padding and causal mask in one."""

import numpy as np

NAMED = "causal-as-well"


def padding_mask(lengths, n):
    real = np.arange(n)[None, None, :] < lengths[:, None, None]
    return real & np.tri(n, dtype=bool)
