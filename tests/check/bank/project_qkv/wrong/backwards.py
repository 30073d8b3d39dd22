"""Returned in the order V, K, Q."""

NAMED = "V-K-Q"


def project_qkv(X, W_q, W_k, W_v):
    return X @ W_v, X @ W_k, X @ W_q
