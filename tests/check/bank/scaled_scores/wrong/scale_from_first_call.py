"""The scale is worked out at the first call and then kept, whatever d_k comes later."""

import numpy as np

HELD_OUT = True

_scale = None


def scaled_scores(Q, K):
    global _scale
    if _scale is None:
        _scale = float(Q.shape[-1]) ** -0.5
    return np.einsum("...qd,...kd->...qk", Q * _scale, K)
