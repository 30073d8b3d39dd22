"""The axis of the queries is missing."""

import numpy as np

NAMED = "axis-missing"


def padding_mask(lengths, n):
    return np.arange(n)[None, :] < lengths[:, None]
