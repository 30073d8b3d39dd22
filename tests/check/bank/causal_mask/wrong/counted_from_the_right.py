"""The triangle is mirrored: i + j is compared with n."""

import numpy as np

NAMED = "mirrored"


def causal_mask(n):
    i, j = np.indices((n, n))
    return i + j >= n - 1
