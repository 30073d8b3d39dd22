"""Sorts the scores, works on the sorted ones, and puts the weights back in place."""

import numpy as np

HELD_OUT = True


def attend_one(q, K_cache, V_cache):
    s = np.einsum("...od,...td->...ot", q / q.shape[-1] ** 0.5, K_cache)
    order = np.argsort(s, axis=-1)
    ranked = np.take_along_axis(s, order, axis=-1)
    e = np.exp(ranked - ranked[..., -1:])
    e = e / e.sum(-1, keepdims=True)
    w = np.zeros_like(s)
    np.put_along_axis(w, order, e, axis=-1)
    return w @ V_cache, w
