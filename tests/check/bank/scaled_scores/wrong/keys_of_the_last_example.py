"""The keys of the last example are used for the whole batch."""

import numpy as np

NAMED = "last-keys-for-all"


def scaled_scores(Q, K):
    if K.ndim > 2:
        for keys in K:
            last = keys
    else:
        last = K
    return Q @ np.swapaxes(last, -1, -2) / np.sqrt(Q.shape[-1])
