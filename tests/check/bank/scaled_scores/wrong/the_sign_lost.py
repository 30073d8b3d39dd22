"""All signs are turned around."""

import numpy as np

NAMED = "constant-factor"


def scaled_scores(Q, K):
    return -(Q @ np.swapaxes(K, -1, -2)) / Q.shape[-1] ** 0.5
