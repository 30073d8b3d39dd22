"""The product is computed in float32 "for speed" and cast back, so float64 loses half its digits."""

import numpy as np

HELD_OUT = True
NAMED = "criterion:dtype"


def project_qkv(X, W_q, W_k, W_v):
    x32 = X.astype(np.float32)
    result = []
    for W in [W_q, W_k, W_v]:
        result.append((x32 @ W.astype(np.float32)).astype(X.dtype))
    return tuple(result)
