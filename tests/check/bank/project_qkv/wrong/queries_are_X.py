"""The input itself asks; only keys and values have maps."""

NAMED = "queries-unmapped"


def project_qkv(X, W_q, W_k, W_v):
    return 1 * X, X @ W_k, X @ W_v
