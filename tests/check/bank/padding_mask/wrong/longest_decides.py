"""The mask is as long as the longest sequence and not n."""

import numpy as np

HELD_OUT = True
NAMED = "as-wide-as-the-longest"


def padding_mask(lengths, n):
    lengths = np.asarray(lengths)
    longest = int(lengths.max()) if len(lengths) else n
    positions = np.arange(longest)
    return (positions < lengths[:, None])[:, None, :]
