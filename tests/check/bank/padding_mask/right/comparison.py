"""A row of places compared with a column of lengths."""

import numpy as np


def padding_mask(lengths, n):
    return np.arange(n) < lengths[:, None, None]
