"""Each slice of the fused product is d_k wide, that of the values too."""

import numpy as np

NAMED = "values-cut-to-d_k"


def project_qkv(X, W_q, W_k, W_v):
    d_k = W_q.shape[1]
    fused = X @ np.hstack([W_q, W_k, W_v])
    return tuple(fused[..., i * d_k : (i + 1) * d_k] for i in range(3))
