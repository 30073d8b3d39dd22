"""Products from the left on the transpose of X, turned back."""

import numpy as np


def project_qkv(X, W_q, W_k, W_v):
    return tuple(np.swapaxes(W.T @ np.swapaxes(X, -1, -2), -1, -2) for W in (W_q, W_k, W_v))
