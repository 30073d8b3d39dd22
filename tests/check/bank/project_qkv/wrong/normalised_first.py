"""A layer norm before the projections."""

import numpy as np

NAMED = "X-standardised-eps-inside"


def project_qkv(X, W_q, W_k, W_v):
    mean = X.mean(axis=-1, keepdims=True)
    variance = ((X - mean) ** 2).mean(axis=-1, keepdims=True)
    X = (X - mean) / np.sqrt(variance + 1e-5)
    return X @ W_q, X @ W_k, X @ W_v
