"""One map, W_q, for all three."""

NAMED = "one-map-for-all"


def project_qkv(X, W_q, W_k, W_v):
    return tuple(X @ W_q for _ in range(3))
