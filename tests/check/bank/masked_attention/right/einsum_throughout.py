"""Three einsums; -inf, and a division that is told where."""

import numpy as np


def attention(Q, K, V, mask=None):
    scores = np.einsum("...qd,...kd->...qk", Q, K) / Q.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    top = np.max(scores, axis=-1, keepdims=True)
    exps = np.exp(scores - np.where(np.isneginf(top), 0, top))
    total = np.einsum("...qk->...q", exps)[..., None]
    weights = np.divide(exps, total, out=np.zeros_like(exps), where=total != 0)
    return np.einsum("...qk,...kv->...qv", weights, V), weights
