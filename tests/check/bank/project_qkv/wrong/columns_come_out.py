"""The transpose of W times the transpose of X: the result is never turned back."""

import numpy as np

NAMED = "positions-as-columns"


def project_qkv(X, W_q, W_k, W_v):
    return tuple(W.T @ np.swapaxes(X, -1, -2) for W in (W_q, W_k, W_v))
