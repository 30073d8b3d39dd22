"""The result is laid out keys by queries, and divided by the root of the number of queries."""

import math

import numpy as np

HELD_OUT = True
NAMED = "keys-first+root-n_q"


def scaled_scores(Q, K):
    n_q = Q.shape[-2]
    out = np.zeros(K.shape[:-1] + (n_q,), dtype=Q.dtype)
    for i in range(n_q):
        out[..., :, i] = (K * Q[..., i : i + 1, :]).sum(axis=-1)
    return out / math.sqrt(n_q)
