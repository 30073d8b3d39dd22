"""Starts the running maximum at 0 instead of -inf, so rows of very negative scores underflow."""
HELD_OUT = True
NAMED = "maximum-from-0"

import math

import numpy as np


def online_softmax_attention(Q, K, V, block_size):
    rows = Q.shape[:-1]
    running_max = np.zeros((*rows, 1), dtype=Q.dtype)
    running_sum = np.zeros((*rows, 1), dtype=Q.dtype)
    output = np.zeros((*rows, V.shape[-1]), dtype=Q.dtype)
    scale = 1 / math.sqrt(Q.shape[-1])
    for j in range(0, K.shape[-2], block_size):
        block = slice(j, j + block_size)
        scores = np.einsum("...id,...jd->...ij", Q, K[..., block, :]) * scale
        new_max = np.maximum(running_max, scores.max(axis=-1, keepdims=True))
        shrink = np.exp(running_max - new_max)
        exps = np.exp(scores - new_max)
        running_sum = running_sum * shrink + exps.sum(axis=-1, keepdims=True)
        output = output * shrink + np.einsum("...ij,...jv->...iv", exps, V[..., block, :])
        running_max = new_max
    return output / running_sum
