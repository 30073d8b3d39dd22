"""The root of the number of queries."""

import numpy as np

NAMED = "root-n_q"


def scaled_scores(Q, K):
    n_q = Q.shape[-2]
    return (Q @ np.swapaxes(K, -1, -2)) / n_q**0.5
