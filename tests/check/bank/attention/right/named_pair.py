"""The result is a NamedTuple, and the batch is walked through by recursion."""

import math
from typing import NamedTuple

import numpy as np

HELD_OUT = True


class Attended(NamedTuple):
    output: np.ndarray
    weights: np.ndarray


def attention(Q, K, V):
    if Q.ndim == 2:
        s = Q.dot(K.T) / math.sqrt(Q.shape[1])
        lse = np.logaddexp.reduce(s, axis=1)
        w = np.exp(s - lse[:, None])
        return Attended(w.dot(V), w)
    if Q.shape[0] == 0:
        return Attended(
            np.zeros(Q.shape[:-1] + V.shape[-1:], V.dtype),
            np.zeros(Q.shape[:-1] + K.shape[-2:-1], Q.dtype),
        )
    parts = [attention(q, k, v) for q, k, v in zip(Q, K, V)]
    return Attended(np.stack([p.output for p in parts]), np.stack([p.weights for p in parts]))
