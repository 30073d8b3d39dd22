"""lengths are used up by the loop."""

import numpy as np

NAMED = "changes-input"


def padding_mask(lengths, n):
    mask = np.zeros((len(lengths), 1, n), dtype=bool)
    for b in range(len(lengths)):
        place = 0
        while lengths[b] > 0:
            mask[b, 0, place] = True
            lengths[b] -= 1
            place += 1
    return mask
