"""The values go through W_k, one letter off."""

NAMED = "values-through-W_k"


def project_qkv(X, W_q, W_k, W_v):
    return X @ W_q, X @ W_k, X @ W_k
