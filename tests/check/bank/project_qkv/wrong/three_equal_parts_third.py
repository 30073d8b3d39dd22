"""Projects with the three maps side by side and cuts the result into three equal parts, though V may be wider or narrower."""
HELD_OUT = True
NAMED = "cut-in-thirds"

import numpy as np


def project_qkv(X, W_q, W_k, W_v):
    W = np.concatenate([W_q, W_k, W_v], axis=1)
    Q, K, V = np.split(X @ W, 3, axis=-1)
    return Q, K, V
