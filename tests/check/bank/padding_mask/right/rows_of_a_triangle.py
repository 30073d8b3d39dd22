"""Row `length` of a triangle has as many times True."""

import numpy as np


def padding_mask(lengths, n):
    return np.tri(n + 1, n, k=-1, dtype=bool)[lengths][:, np.newaxis]
