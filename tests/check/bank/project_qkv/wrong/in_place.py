"""X is overwritten when all is computed."""

NAMED = "changes-input"


def project_qkv(X, W_q, W_k, W_v):
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    X *= 0
    return Q, K, V
