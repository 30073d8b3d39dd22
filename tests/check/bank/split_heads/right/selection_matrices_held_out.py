"""Each head is an einsum with a 0/1 matrix that selects its features."""

import numpy as np

HELD_OUT = True


def split_heads(X, num_heads):
    d = X.shape[-1]
    S = np.eye(d, dtype=X.dtype).reshape(d, num_heads, d // num_heads)
    return np.einsum("...nd,dhk->...hnk", X, S)
