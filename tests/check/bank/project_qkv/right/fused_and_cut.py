"""One wide product, cut at the right columns."""

import numpy as np


def project_qkv(X, W_q, W_k, W_v):
    d_k = W_q.shape[1]
    return tuple(np.split(X @ np.hstack([W_q, W_k, W_v]), [d_k, 2 * d_k], axis=-1))
