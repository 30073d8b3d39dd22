"""0 and -inf, to be added to the scores."""

import numpy as np

NAMED = "additive"


def causal_mask(n):
    mask = np.zeros((n, n))
    mask[np.triu_indices(n, k=1)] = -np.inf
    return mask
