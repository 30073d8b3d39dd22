"""A list is returned, and the transposes are moved axes that share memory."""

import numpy as np


def softmax(S):
    top = S.max(axis=-1, keepdims=True)
    exps = np.exp(S - np.where(np.isinf(top), 0, top))
    total = exps.sum(axis=-1, keepdims=True)
    return exps / np.where(total == 0, 1, total)


def weights_of(Q, K, mask):
    S = Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5
    return softmax(S if mask is None else np.where(mask, S, -np.inf))


def attention_backward(dO, Q, K, V, mask=None):
    W = weights_of(Q, K, mask)
    dW = np.moveaxis(V @ np.moveaxis(dO, -1, -2), -1, -2)
    centred = dW - np.average(dW, axis=-1, weights=W, keepdims=True) if mask is None else None
    if centred is None:
        centred = dW - np.einsum("...j,...j->...", W, dW)[..., None]
    dS = (centred * W) * Q.shape[-1] ** -0.5
    return [dS @ K, np.moveaxis(np.moveaxis(Q, -1, -2) @ dS, -1, -2), np.moveaxis(W, -1, -2) @ dO]
