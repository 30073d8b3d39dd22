"""The output is right, but the weights returned beside it come from the scores before scaling."""

import math

import numpy as np

HELD_OUT = True
NAMED = "weights-not-scaled"


def _softmax(x):
    z = np.exp(x - x.max(axis=-1, keepdims=True))
    return z / z.sum(axis=-1, keepdims=True)


def attention(Q, K, V):
    scores = Q @ np.moveaxis(K, -1, -2)
    weights = _softmax(scores)
    output = _softmax(scores / math.sqrt(Q.shape[-1])) @ V
    return output, weights
