"""Only the first sequence of the batch is projected."""

NAMED = "first-of-the-batch"


def project_qkv(X, W_q, W_k, W_v):
    while X.ndim > 2:
        X = X[0]
    return X @ W_q, X @ W_k, X @ W_v
