"""True marks what is forbidden, as in nn.MultiheadAttention's attn_mask."""

import numpy as np

HELD_OUT = True
NAMED = "polarity"


def causal_mask(n):
    i, j = np.indices((n, n))
    return j > i
