"""The rows are repeated for the queries with np.tile, which repeats the batch."""

import numpy as np

NAMED = "tiled-in-another-order"


def padding_mask(lengths, n):
    real = np.arange(n) < lengths[:, None]
    return np.tile(real, (n, 1)).reshape(len(lengths), n, n)
