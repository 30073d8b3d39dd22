"""Lost the sign."""

import numpy as np

NAMED = "absolute"


def dot_product_scores(Q, K):
    return np.abs(Q @ np.swapaxes(K, -1, -2))
