"""The return is missing."""

NAMED = "criterion:shape"


def project_qkv(X, W_q, W_k, W_v):
    Q, K, V = X @ W_q, X @ W_k, X @ W_v  # noqa: F841
