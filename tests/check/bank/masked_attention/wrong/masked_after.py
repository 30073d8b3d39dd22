"""The weights are zeroed after the softmax and not renormalised."""

import math

import numpy as np

HELD_OUT = True
NAMED = "masked-after"


def _softmax(s):
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def attention(Q, K, V, mask=None):
    weights = _softmax(np.einsum("...id,...jd->...ij", Q, K) / math.sqrt(K.shape[-1]))
    if mask is not None:
        weights = weights * mask
    return weights @ V, weights
