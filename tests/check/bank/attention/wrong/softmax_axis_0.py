"""axis=0: the first axis, whatever it is."""

import numpy as np

NAMED = "softmax-axis-0"


def attention(Q, K, V):
    S = Q @ np.moveaxis(K, -1, -2) / np.sqrt(Q.shape[-1])
    P = np.exp(S - S.max(0))
    P = P / P.sum(0)
    return P @ V, P
