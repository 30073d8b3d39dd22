"""Sines and cosines of the positions are added to X first."""

import numpy as np

NAMED = "positions-added"


def project_qkv(X, W_q, W_k, W_v):
    n, d_model = X.shape[-2:]
    encoding = np.zeros((n, d_model), dtype=X.dtype)
    for p in range(n):
        for i in range(d_model):
            angle = p / 10000 ** (2 * (i // 2) / d_model)
            encoding[p, i] = np.cos(angle) if i % 2 else np.sin(angle)
    return tuple((X + encoding) @ W for W in (W_q, W_k, W_v))
