"""A length of 0 is taken for "not given", so an empty sequence counts as full."""

import numpy as np

HELD_OUT = True
NAMED = "empty-sentence-full"


def padding_mask(lengths, n):
    rows = []
    for length in lengths:
        length = int(length) or n
        rows.append([[True] * length + [False] * (n - length)])
    return np.array(rows, dtype=bool).reshape(len(lengths), 1, n)
