"""The loop over positions stops one short, so the last row is 0 unless the sequence has one position only."""

import numpy as np

HELD_OUT = True
NAMED = "last-position-empty+sometimes"


def project_qkv(X, W_q, W_k, W_v):
    n = X.shape[-2]
    outs = []
    for W in (W_q, W_k, W_v):
        Y = np.zeros(X.shape[:-1] + (W.shape[1],), dtype=X.dtype)
        for i in range(max(n - 1, 1)):
            Y[..., i, :] = X[..., i, :] @ W
        outs.append(Y)
    return outs[0], outs[1], outs[2]
