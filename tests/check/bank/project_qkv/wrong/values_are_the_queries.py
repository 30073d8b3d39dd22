"""The values are a copy of the queries."""

NAMED = "values-through-W_q"


def project_qkv(X, W_q, W_k, W_v):
    Q = X @ W_q
    return Q, X @ W_k, Q.copy()
