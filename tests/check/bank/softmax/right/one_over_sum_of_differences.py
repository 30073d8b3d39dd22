"""Each share is one over the sum of exp of all differences to the other scores, without any maximum."""

import numpy as np

HELD_OUT = True


def softmax(scores, axis=-1):
    x = np.moveaxis(np.asarray(scores), axis, -1)
    out = np.zeros(x.shape, x.dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        for j in range(x.shape[-1]):
            here = x[..., j]
            total = np.zeros_like(here)
            for l in range(x.shape[-1]):
                total = total + np.where(x[..., l] == -np.inf, 0, np.exp(x[..., l] - here))
            out[..., j] = np.where(here == -np.inf, 0, 1 / total)
    return np.moveaxis(out, -1, axis)
