"""The mask is always as wide as a context of 512."""

import numpy as np

NAMED = "always-512-wide"


def padding_mask(lengths, n, context=512):
    return np.arange(context)[None, None, :] < lengths[:, None, None]
