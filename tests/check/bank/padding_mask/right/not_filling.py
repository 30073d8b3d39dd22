"""What is not filling, with np.expand_dims."""

import numpy as np


def padding_mask(lengths, n):
    filling = np.greater_equal.outer(np.arange(n), lengths)  # (n, batch)
    return np.expand_dims(~filling.T, axis=1)
