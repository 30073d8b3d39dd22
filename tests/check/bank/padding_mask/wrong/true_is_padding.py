"""True marks the padding, as PyTorch's key_padding_mask does."""

import numpy as np

HELD_OUT = True
NAMED = "polarity"


def padding_mask(lengths, n):
    mask = np.zeros((len(lengths), 1, n), dtype=bool)
    for row, length in zip(mask, lengths):
        row[:, length:] = True
    return mask
