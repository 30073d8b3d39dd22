"""An empty result is filled through a transposed and reshaped view of itself, feature by feature."""

import numpy as np

HELD_OUT = True


def split_heads(X, num_heads):
    *batch, n, d_model = X.shape
    d_k, rest = divmod(d_model, num_heads)
    assert rest == 0
    result = np.empty((*batch, num_heads, n, d_k), X.dtype)
    for f in range(d_model):
        head, c = divmod(f, d_k)
        np.copyto(result[..., head, :, c], X[..., f])
    return result
