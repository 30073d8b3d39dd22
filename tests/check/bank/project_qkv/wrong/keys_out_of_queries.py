"""The second map is applied to Q, the variable that the first line has made."""

NAMED = "keys-from-queries"


def project_qkv(X, W_q, W_k, W_v):
    Q = X @ W_q
    K = Q @ W_k
    V = X @ W_v
    return Q, K, V
