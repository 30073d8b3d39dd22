"""Queries and keys have their maps, and the values are X itself."""

NAMED = "values-unmapped"


def project_qkv(X, W_q, W_k, W_v):
    return X @ W_q, X @ W_k, X.copy()
