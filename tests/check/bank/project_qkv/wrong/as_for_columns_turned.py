"""The transpose of W on the left of X, which is right for columns."""

NAMED = "transposed-weights-first"


def project_qkv(X, W_q, W_k, W_v):
    return W_q.T @ X, W_k.T @ X, W_v.T @ X
