"""Sums W dW over the queries instead of the keys in the derivative of the softmax."""
HELD_OUT = True
NAMED = "column-sums"

import math

import numpy as np


def attention_backward(dO, Q, K, V, mask=None):
    root = math.sqrt(Q.shape[-1])
    scores = np.einsum("...id,...jd->...ij", Q, K) / root
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    top = scores.max(axis=-1, keepdims=True)
    top = np.where(np.isfinite(top), top, 0)
    exps = np.exp(scores - top)
    total = exps.sum(axis=-1, keepdims=True)
    W = exps / np.where(total == 0, 1, total)
    dV = np.einsum("...ij,...iv->...jv", W, dO)
    dW = np.einsum("...iv,...jv->...ij", dO, V)
    inner = np.einsum("...ij,...ij->...j", W, dW)[..., None, :]
    dS = W * (dW - inner)
    dQ = np.einsum("...ij,...jd->...id", dS, K) / root
    dK = np.einsum("...ij,...id->...jd", dS, Q) / root
    return dQ, dK, dV
