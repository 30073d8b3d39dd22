"""The axis of the one query is gone."""

import numpy as np

NAMED = "row-axis-lost"


def attend_one(q, K_cache, V_cache):
    s = np.einsum("...d,...td->...t", q[..., 0, :], K_cache) / np.sqrt(q.shape[-1])
    w = np.exp(s - s.max(-1, keepdims=True))
    w /= w.sum(-1, keepdims=True)
    return np.einsum("...t,...tv->...v", w, V_cache), w
