"""Positions and features of each head are exchanged, and the heads come in reverse order."""

import numpy as np

HELD_OUT = True
NAMED = "heads-backwards+features-before-words-in-a-head"


def split_heads(X, num_heads):
    XT = np.swapaxes(X, -1, -2)
    d_k = XT.shape[-2] // num_heads
    heads = [XT[..., h * d_k : (h + 1) * d_k, :] for h in range(num_heads)]
    return np.stack(heads[::-1], axis=-3)
