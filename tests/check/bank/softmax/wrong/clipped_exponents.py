"""The shifted scores are clipped at -10, so that -inf gets a tiny share."""

import numpy as np

HELD_OUT = True
NAMED = "exponents-cut-at-10"


def softmax(scores, axis=-1):
    peak = scores.max(axis=axis, keepdims=True)
    empty = np.isneginf(peak)
    shifted = np.clip(scores - np.where(empty, 0, peak).astype(scores.dtype), -10, 0)
    e = np.where(empty, 0, np.exp(shifted)).astype(scores.dtype)
    total = e.sum(axis=axis, keepdims=True)
    return e / np.where(total == 0, 1, total).astype(scores.dtype)
