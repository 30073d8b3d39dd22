"""A call without a mask uses the mask of the call before, if its shape fits."""

import math

import numpy as np

HELD_OUT = True
NAMED = "state"

state = {"mask": None}


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / math.sqrt(Q.shape[-1])
    if mask is None and state["mask"] is not None and state["mask"].shape == scores.shape:
        mask = state["mask"]
    if mask is not None:
        state["mask"] = np.array(np.broadcast_to(mask, scores.shape))
        scores = np.where(mask, scores, -np.inf)
    top = scores.max(axis=-1, keepdims=True)
    top[np.isneginf(top)] = 0
    e = np.exp(scores - top)
    total = e.sum(axis=-1, keepdims=True)
    total[total == 0] = 1
    weights = e / total
    return weights @ V, weights
