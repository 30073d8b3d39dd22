"""K Qᵀ, not divided."""

import numpy as np

NAMED = "keys-first+undivided"


def scaled_scores(Q, K):
    return K @ np.swapaxes(Q, -1, -2)
