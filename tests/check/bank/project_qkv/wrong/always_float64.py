"""Computed in float64 and returned so, whatever came in."""

NAMED = "criterion:dtype"


def project_qkv(X, W_q, W_k, W_v):
    return tuple(X.astype(float) @ W for W in (W_q, W_k, W_v))
