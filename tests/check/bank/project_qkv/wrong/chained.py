"""Each map is applied to the result of the one before."""

NAMED = "one-after-another"


def project_qkv(X, W_q, W_k, W_v):
    Q = X @ W_q
    K = Q @ W_k
    V = K @ W_v
    return Q, K, V
