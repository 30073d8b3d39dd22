"""The fused matrix has the values' columns first; it is cut as if they came last."""

import numpy as np

NAMED = "joined-in-another-order"


def project_qkv(X, W_q, W_k, W_v):
    d_k = W_k.shape[1]
    fused = X @ np.hstack([W_v, W_k, W_q])
    return fused[..., :d_k], fused[..., d_k : 2 * d_k], fused[..., 2 * d_k :]
