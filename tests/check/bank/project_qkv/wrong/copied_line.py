"""The line of the queries was copied for the keys, and W_q stayed in it."""

NAMED = "keys-through-W_q"


def project_qkv(X, W_q, W_k, W_v):
    Q = X @ W_q
    K = X @ W_q
    V = X @ W_v
    return Q, K, V
