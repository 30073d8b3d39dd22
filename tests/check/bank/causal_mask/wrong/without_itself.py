"""The diagonal is forbidden, so no position may attend to itself."""

import numpy as np

HELD_OUT = True
NAMED = "one-short"


def causal_mask(n):
    rows = np.arange(n).reshape(-1, 1)
    cols = np.arange(n).reshape(1, -1)
    return cols < rows
