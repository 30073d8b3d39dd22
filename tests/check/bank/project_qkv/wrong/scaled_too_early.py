"""The queries are divided by the square root of d_k already."""

import numpy as np

NAMED = "queries-divided-by-root-d_k"


def project_qkv(X, W_q, W_k, W_v):
    return X @ W_q / np.sqrt(W_q.shape[1]).astype(X.dtype), X @ W_k, X @ W_v
