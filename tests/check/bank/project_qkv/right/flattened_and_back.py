"""The batch is flattened and restored."""


def project_qkv(X, W_q, W_k, W_v):
    rows = X.reshape(-1, X.shape[-1])
    return tuple((rows @ W).reshape(*X.shape[:-1], W.shape[1]) for W in (W_q, W_k, W_v))
