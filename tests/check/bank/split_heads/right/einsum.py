"""einsum is used for nothing but renaming axes."""

import numpy as np


def split_heads(X, num_heads):
    blocks = X.reshape((*X.shape[:-1], num_heads, X.shape[-1] // num_heads))
    return np.einsum("...phc->...hpc", blocks)
