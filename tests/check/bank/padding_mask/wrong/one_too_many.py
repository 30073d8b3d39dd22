"""The first filled position counts as real: j <= length instead of j < length."""

import numpy as np

HELD_OUT = True
NAMED = "one-too-far"


def padding_mask(lengths, n):
    lengths = np.asarray(lengths)
    return np.arange(n)[None, None, :] <= lengths[:, None, None]
