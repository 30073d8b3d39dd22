"""Position after position, with a running maximum."""

import numpy as np


def attend_one(q, K_cache, V_cache):
    m, total, out, scores = -np.inf, 0, 0, []
    for t in range(K_cache.shape[-2]):
        s = (q * K_cache[..., t : t + 1, :]).sum(-1, keepdims=True) / np.sqrt(q.shape[-1]).astype(q.dtype)
        scores.append(s)
        new = np.maximum(m, s)
        total = total * np.exp(m - new) + np.exp(s - new)
        out = out * np.exp(m - new) + np.exp(s - new) * V_cache[..., t : t + 1, :]
        m = new
    return out / total, np.exp(np.concatenate(scores, axis=-1) - m) / total
