"""The values are projected from the keys and not from X, which shows only in numbers where d_k = d_model."""

HELD_OUT = True
NAMED = "values-from-keys-where-it-runs"


def project_qkv(X, W_q, W_k, W_v):
    Q = X @ W_q
    K = X @ W_k
    V = (K if K.shape[-1] == W_v.shape[0] else X) @ W_v
    return Q, K, V
