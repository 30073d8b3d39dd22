"""The positions are averaged, so all rows are alike."""

import numpy as np

NAMED = "averaged-over-positions"


def project_qkv(X, W_q, W_k, W_v):
    mean = np.broadcast_to(X.mean(axis=-2, keepdims=True), X.shape)
    return mean @ W_q, mean @ W_k, mean @ W_v
