"""The scores are made block by block, and all blocks are kept in a list."""

import numpy as np

NAMED = "criterion:memory"


def online_softmax_attention(Q, K, V, block_size):
    starts = range(0, K.shape[-2], block_size)
    root = np.sqrt(Q.shape[-1]).astype(Q.dtype)
    S = [Q @ np.swapaxes(K[..., j : j + block_size, :], -1, -2) / root for j in starts]
    m = np.max([s.max(axis=-1, keepdims=True) for s in S], axis=0)
    total = sum(np.exp(s - m).sum(axis=-1, keepdims=True) for s in S)
    return sum(np.exp(s - m) @ V[..., j : j + block_size, :] for s, j in zip(S, starts, strict=True)) / total
