"""Turned and turned back with .T, which reverses the batch axes as well."""

NAMED = "all-axes-reversed"


def project_qkv(X, W_q, W_k, W_v):
    return tuple((W.T @ X.T).T for W in (W_q, W_k, W_v))
