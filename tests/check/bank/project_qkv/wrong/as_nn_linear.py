"""X times the transpose of each map, as for the weights that nn.Linear stores."""

NAMED = "transposed-weights"


def project_qkv(X, W_q, W_k, W_v):
    return X @ W_q.T, X @ W_k.T, X @ W_v.T
