"""Normalises queries and keys to length 1 first, so it returns cosine similarities."""
HELD_OUT = True
NAMED = "cosine"

import numpy as np


def unit(x):
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def dot_product_scores(Q, K):
    return np.matmul(unit(Q), np.swapaxes(unit(K), -2, -1))
