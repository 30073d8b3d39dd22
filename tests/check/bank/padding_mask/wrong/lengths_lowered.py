"""One is taken off the lengths in place, so the caller's array has changed."""

import numpy as np

HELD_OUT = True
NAMED = "changes-input"


def padding_mask(lengths, n):
    last = np.asarray(lengths)
    last -= 1
    return np.arange(n)[None, None, :] <= last[:, None, None]
