"""Builds the whole Jacobian of every row's softmax."""

import numpy as np

HELD_OUT = True


def attention_backward(dO, Q, K, V, mask=None):
    root = Q.shape[-1] ** 0.5
    S = Q @ K.swapaxes(-1, -2) / root
    if mask is not None:
        S = np.where(mask, S, -np.inf)
    top = S.max(-1, keepdims=True)
    top[top == -np.inf] = 0
    W = np.exp(S - top)
    total = W.sum(-1, keepdims=True)
    total[total == 0] = 1
    W = W / total
    n_k = W.shape[-1]
    J = W[..., :, None] * (np.eye(n_k, dtype=W.dtype) - W[..., None, :])
    dW = dO @ V.swapaxes(-1, -2)
    dS = np.einsum("...ijl,...il->...ij", J, dW)
    return dS @ K / root, dS.swapaxes(-1, -2) @ Q / root, W.swapaxes(-1, -2) @ dO
