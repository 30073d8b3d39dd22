"""Only the queries are returned."""

NAMED = "criterion:shape"


def project_qkv(X, W_q, W_k, W_v):
    return X @ W_q
