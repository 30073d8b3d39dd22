"""The mask is kept for each batch size and n, so other lengths get the old mask."""

import numpy as np

HELD_OUT = True
NAMED = "state"

_masks = {}


def padding_mask(lengths, n):
    key = (len(lengths), n)
    if key in _masks:
        return _masks[key].copy()
    mask = np.arange(n)[None, None, :] < np.array(lengths)[:, None, None]
    _masks[key] = mask
    return mask.copy()
