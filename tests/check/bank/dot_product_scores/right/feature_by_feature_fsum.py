"""Every score is summed by math.fsum from Python floats, on a list of index tuples."""

import math

import numpy as np

HELD_OUT = True


def dot_product_scores(Q, K):
    shape = (*Q.shape[:-1], K.shape[-2])
    result = np.empty(shape, dtype=Q.dtype)
    for index in np.ndindex(*shape):
        *b, i, j = index
        q, k = Q[(*b, i)].tolist(), K[(*b, j)].tolist()
        result[index] = math.fsum(x * y for x, y in zip(q, k))
    return result
