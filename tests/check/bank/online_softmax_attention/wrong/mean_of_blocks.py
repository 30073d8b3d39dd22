"""The mean of what each block gives by itself."""

import numpy as np

NAMED = "averages-averaged"


def online_softmax_attention(Q, K, V, block_size):
    outputs = []
    for j in range(0, K.shape[-2], block_size):
        S = Q @ K[..., j : j + block_size, :].swapaxes(-1, -2) / np.sqrt(Q.shape[-1])
        W = np.exp(S - S.max(-1, keepdims=True))
        W /= W.sum(-1, keepdims=True)
        outputs.append(W @ V[..., j : j + block_size, :])
    return sum(outputs) / len(outputs)
