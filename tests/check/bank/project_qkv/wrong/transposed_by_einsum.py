"""The transpose of each map by the order of letters in einsum."""

import numpy as np

NAMED = "transposed-weights-in-einsum"


def project_qkv(X, W_q, W_k, W_v):
    return tuple(np.einsum("...nd,kd->...nk", X, W) for W in (W_q, W_k, W_v))
