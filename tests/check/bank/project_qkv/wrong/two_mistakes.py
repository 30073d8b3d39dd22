"""The maps are transposed, and the values go through W_k as well."""

NAMED = "values-through-W_k+transposed-weights"


def project_qkv(X, W_q, W_k, W_v):
    return X @ W_q.T, X @ W_k.T, X @ W_k.T
