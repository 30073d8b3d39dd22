"""The last word of each sentence is forbidden."""

import numpy as np

NAMED = "one-short"


def padding_mask(lengths, n):
    places = np.arange(1, n + 1)
    return places[None, None, :] < lengths[:, None, None]
