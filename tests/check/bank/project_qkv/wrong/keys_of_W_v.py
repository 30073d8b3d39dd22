"""The keys go through the map of the values."""

NAMED = "keys-through-W_v"


def project_qkv(X, W_q, W_k, W_v):
    Q, K, V = (X @ W for W in (W_q, W_v, W_v))
    return Q, K, V
