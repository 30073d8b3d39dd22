"""Makes the output accumulator like Q, which fits only when d_v equals d_k, and does not scale the scores."""

import numpy as np

HELD_OUT = True


def online_softmax_attention(Q, K, V, block_size):
    O = np.zeros_like(Q)
    l = np.zeros_like(Q[..., :1])
    m = np.full_like(l, -np.inf)
    for j in range(0, K.shape[-2], block_size):
        s = Q @ K[..., j : j + block_size, :].swapaxes(-1, -2)
        new = np.maximum(m, s.max(-1, keepdims=True))
        p = np.exp(s - new)
        l = l * np.exp(m - new) + p.sum(-1, keepdims=True)
        O = O * np.exp(m - new) + p @ V[..., j : j + block_size, :]
        m = new
    return O / l
