"""Times three."""

import numpy as np

NAMED = "constant-factor"


def dot_product_scores(Q, K):
    return 3 * (Q @ np.swapaxes(K, -1, -2))
