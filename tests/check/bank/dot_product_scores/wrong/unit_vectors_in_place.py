"""Queries and keys are first brought to length 1 (cosine), and that in place, so the inputs change too."""

import numpy as np

HELD_OUT = True
NAMED = "cosine"


def _unit(x):
    x /= np.linalg.norm(x, axis=-1, keepdims=True)
    return x


def dot_product_scores(Q, K):
    return _unit(Q) @ _unit(K).swapaxes(-1, -2)
