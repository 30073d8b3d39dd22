"""Plain loops over batches, queries and keys."""

import numpy as np


def scaled_scores(Q, K):
    S = np.zeros((*Q.shape[:-1], K.shape[-2]), dtype=Q.dtype)
    for batch in np.ndindex(*Q.shape[:-2]):
        for i, q in enumerate(Q[batch]):
            for j, k in enumerate(K[batch]):
                S[(*batch, i, j)] = sum(q * k) / len(q) ** 0.5
    return S
