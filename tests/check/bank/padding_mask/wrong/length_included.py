"""The place that has the length as its number is allowed."""

import numpy as np

NAMED = "one-too-far"


def padding_mask(lengths, n):
    mask = np.zeros((len(lengths), 1, n), dtype=bool)
    for b, length in enumerate(lengths):
        mask[b, 0, : length + 1] = True
    return mask
