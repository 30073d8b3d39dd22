"""The sentences are sorted by length first."""

import numpy as np

NAMED = "sorted-lengths"


def padding_mask(lengths, n):
    return np.arange(n)[None, None, :] < np.sort(lengths)[:, None, None]
