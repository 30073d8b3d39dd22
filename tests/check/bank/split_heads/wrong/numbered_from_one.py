"""Heads are numbered from 1 and end up one place further, the last in front."""

import numpy as np

NAMED = "heads-shifted-up"


def split_heads(X, num_heads):
    blocks = np.split(X, num_heads, axis=-1)
    heads = [None] * num_heads
    for number, block in enumerate(blocks, start=1):
        heads[number % num_heads] = block
    return np.stack(heads, axis=-3)
