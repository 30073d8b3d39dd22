"""First the maximum and the sum, then the output."""

import numpy as np


def online_softmax_attention(Q, K, V, block_size):
    blocks = [slice(j, j + block_size) for j in range(0, K.shape[-2], block_size)]
    root = np.sqrt(Q.shape[-1]).astype(Q.dtype)

    def scores(block):
        return np.einsum("...qd,...kd->...qk", Q, K[..., block, :]) / root

    m = scores(blocks[0]).max(axis=-1, keepdims=True)
    for block in blocks[1:]:
        m = np.maximum(m, scores(block).max(axis=-1, keepdims=True))
    total = sum(np.exp(scores(block) - m).sum(axis=-1, keepdims=True) for block in blocks)
    return sum(np.exp(scores(block) - m) / total @ V[..., block, :] for block in blocks)
