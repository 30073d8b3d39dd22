"""The values are transposed on the way out."""

import numpy as np

NAMED = "values-on-their-side"


def project_qkv(X, W_q, W_k, W_v):
    return X @ W_q, X @ W_k, np.einsum("...nd,dv->...vn", X, W_v)
