"""Scores beyond 100 are clipped "for stability", so large scores are wrong."""

import numpy as np

HELD_OUT = True
NAMED = "clipped-at-100"


def dot_product_scores(Q, K):
    raw = Q @ np.swapaxes(K, -2, -1)
    # keep numbers in a reasonable range
    return np.clip(raw, -100.0, 100.0)
