"""Two partial outputs are merged by the logarithms of their sums."""

import numpy as np


def online_softmax_attention(Q, K, V, block_size):
    root = np.sqrt(Q.shape[-1]).astype(Q.dtype)
    output, lse = None, None
    for j in range(0, K.shape[-2], block_size):
        S = Q @ np.swapaxes(K[..., j : j + block_size, :], -1, -2) / root
        here = np.logaddexp.reduce(S, axis=-1, keepdims=True)
        part = np.exp(S - here) @ V[..., j : j + block_size, :]
        if output is None:
            output, lse = part, here
            continue
        both = np.logaddexp(lse, here)
        output = output * np.exp(lse - both) + part * np.exp(here - both)
        lse = both
    return output
