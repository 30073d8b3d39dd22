"""The batch is flattened into one long matrix and stays so."""

NAMED = "batch-flattened"


def project_qkv(X, W_q, W_k, W_v):
    rows = X.reshape(-1, X.shape[-1])
    return rows @ W_q, rows @ W_k, rows @ W_v
