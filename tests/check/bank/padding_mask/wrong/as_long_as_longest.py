"""The mask is only as wide as the longest sequence, not n."""

import numpy as np

HELD_OUT = True
NAMED = "as-wide-as-the-longest"


def padding_mask(lengths, n):
    lengths = np.asarray(lengths)
    width = min(n, int(lengths.max()))
    return np.arange(width).reshape(1, 1, -1) < lengths.reshape(-1, 1, 1)
