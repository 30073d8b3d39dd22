"""A small class with a call method adds up the contribution of one feature after another."""

import numpy as np

HELD_OUT = True


class Linear:
    def __init__(self, W):
        self.W = W

    def __call__(self, X):
        Y = np.zeros((*X.shape[:-1], self.W.shape[1]), dtype=X.dtype)
        for d, row in enumerate(self.W):
            Y += X[..., d, None] * row
        return Y


def project_qkv(X, W_q, W_k, W_v):
    Q, K, V = map(lambda W: Linear(W)(X), (W_q, W_k, W_v))
    return Q, K, V
