"""The values are made from the keys, not from X."""

NAMED = "values-from-keys"


def project_qkv(X, W_q, W_k, W_v):
    K = X @ W_k
    return X @ W_q, K, K @ W_v
