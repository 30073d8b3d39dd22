"""The filling stands in front."""

import numpy as np

NAMED = "filled-in-front"


def padding_mask(lengths, n):
    mask = np.zeros((len(lengths), 1, n), dtype=bool)
    for b, length in enumerate(lengths):
        mask[b, 0, n - length :] = True
    return mask
