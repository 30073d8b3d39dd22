"""The maps are left out: Q, K and V are copies of X."""

NAMED = "no-maps"


def project_qkv(X, W_q, W_k, W_v):
    return X.copy(), X.copy(), X.copy()
