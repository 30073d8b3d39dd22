"""A column of ones is appended to V, so one product gives the sums and the denominators at once."""

import numpy as np

HELD_OUT = True


def attention(Q, K, V):
    scale = Q.shape[-1] ** -0.5
    s = np.einsum("...qd,...kd->...qk", Q * scale, K)
    e = np.exp(s - np.max(s, axis=-1, keepdims=True))
    V1 = np.concatenate([V, np.ones_like(V[..., :1])], axis=-1)
    both = e @ V1
    top, bottom = both[..., :-1], both[..., -1:]
    return top / bottom, e / bottom
