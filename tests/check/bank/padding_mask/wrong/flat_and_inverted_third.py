"""Marks the padding with True and leaves out the middle axis."""
HELD_OUT = True
NAMED = "polarity+axis-missing"

import numpy as np


def padding_mask(lengths, n):
    rows = []
    for length in lengths:
        rows.append([position >= length for position in range(n)])
    return np.array(rows, dtype=bool)
