"""A map whose columns are as many as X has is transposed, which a square one always is."""

NAMED = "transposed-where-square"


def project_qkv(X, W_q, W_k, W_v):
    def project(W):
        return X @ (W.T if W.shape[1] == X.shape[-1] else W)

    return project(W_q), project(W_k), project(W_v)
