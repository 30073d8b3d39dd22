"""X is multiplied by the root of d_model, as an embedding would be."""

NAMED = "times-root-d_model"


def project_qkv(X, W_q, W_k, W_v):
    scaled = X * X.shape[-1] ** 0.5
    return scaled @ W_q, scaled @ W_k, scaled @ W_v
