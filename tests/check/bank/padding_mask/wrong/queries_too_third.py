"""Forbids the padded queries too, in a mask of shape (batch, n, n)."""
HELD_OUT = True
NAMED = "queries-and-keys"

import numpy as np


def padding_mask(lengths, n):
    real = np.arange(n) < np.asarray(lengths)[:, None]
    return real[:, :, None] & real[:, None, :]
