"""A list in place of a tuple."""

import numpy as np


def project_qkv(X, W_q, W_k, W_v):
    return [np.matmul(X, W) for W in (W_q, W_k, W_v)]
