"""Walks over the positions with a running maximum, and fills in the weights at the end."""

import numpy as np

HELD_OUT = True


def attend_one(q, K_cache, V_cache):
    t = K_cache.shape[-2]
    q0 = q[..., 0, :]
    m = l = acc = None
    all_scores = []
    for j in range(t):
        s = (q0 * K_cache[..., j, :]).sum(-1, keepdims=True) / q.shape[-1] ** 0.5
        all_scores.append(s)
        v = V_cache[..., j, :]
        if m is None:
            m, l, acc = s, np.ones_like(s), v.copy()
            continue
        new = np.maximum(m, s)
        a, b = np.exp(m - new), np.exp(s - new)
        l, acc, m = l * a + b, acc * a + b * v, new
    w = np.exp(np.concatenate(all_scores, axis=-1) - m) / l
    return (acc / l)[..., None, :], w[..., None, :]
