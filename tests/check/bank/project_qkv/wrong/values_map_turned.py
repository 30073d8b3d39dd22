"""The last of three maps is transposed, the others are not."""

NAMED = "only-W_v-transposed"


def project_qkv(X, W_q, W_k, W_v):
    return X @ W_q, X @ W_k, X @ W_v.T
