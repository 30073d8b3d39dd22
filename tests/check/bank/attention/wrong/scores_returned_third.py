"""Returns the scaled scores as the second result instead of the weights."""
HELD_OUT = True
NAMED = "scores-for-weights"

import math

import numpy as np


def _softmax(z):
    z = z - z.max(-1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(-1, keepdims=True)


def attention(Q, K, V):
    attn = np.matmul(Q, np.swapaxes(K, -2, -1)) / math.sqrt(K.shape[-1])
    output = np.matmul(_softmax(attn), V)
    return output, attn
