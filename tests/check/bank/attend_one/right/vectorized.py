"""Writes it for one sequence and lifts it with np.vectorize."""

import numpy as np

HELD_OUT = True


def _single(q, K, V):
    s = K @ q[0] / len(q[0]) ** 0.5
    e = np.exp(s - s.max())
    w = e / e.sum()
    return (w @ V)[None], w[None]


def attend_one(q, K_cache, V_cache):
    kind = q.dtype.char
    f = np.vectorize(_single, otypes=[kind, kind], signature="(o,d),(t,d),(t,v)->(o,v),(o,t)")
    out, w = f(q, K_cache, V_cache)
    return np.asarray(out), np.asarray(w)
