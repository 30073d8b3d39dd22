"""A soft dictionary written out in plain Python lists, and turned into arrays at the end."""

import math

import numpy as np

HELD_OUT = True


def attention(Q, K, V):
    batch, n_q, n_k, d_v = Q.shape[:-2], Q.shape[-2], K.shape[-2], V.shape[-1]
    outputs, weights = [], []
    for b in np.ndindex(*batch):
        keys, values = K[b].tolist(), V[b].tolist()
        for q in Q[b].tolist():
            s = [sum(x * y for x, y in zip(q, k)) / math.sqrt(len(q)) for k in keys]
            top = max(s)
            e = [math.exp(x - top) for x in s]
            w = [x / sum(e) for x in e]
            weights.append(w)
            outputs.append([sum(w[j] * values[j][c] for j in range(n_k)) for c in range(d_v)])
    return (
        np.array(outputs, dtype=V.dtype).reshape(*batch, n_q, d_v),
        np.array(weights, dtype=Q.dtype).reshape(*batch, n_q, n_k),
    )
