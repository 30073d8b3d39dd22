"""Values are returned second, keys last."""

NAMED = "Q-V-K"


def project_qkv(X, W_q, W_k, W_v):
    return X @ W_q, X @ W_v, X @ W_k
