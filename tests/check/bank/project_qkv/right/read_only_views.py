"""The results are read-only views of one wide product."""

import numpy as np


def project_qkv(X, W_q, W_k, W_v):
    wide = X @ np.concatenate([W_q, W_k, W_v], axis=1)
    wide.flags.writeable = False
    d_k = W_q.shape[1]
    return wide[..., :d_k], wide[..., d_k : 2 * d_k], wide[..., 2 * d_k :]
