"""Python lists, made an array at the end."""

import numpy as np


def padding_mask(lengths, n):
    return np.array([[[True] * length + [False] * (n - length)] for length in lengths.tolist()], dtype=bool)
