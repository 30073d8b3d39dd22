"""W X, as a book writes it whose vectors are columns."""

NAMED = "weights-first"


def project_qkv(X, W_q, W_k, W_v):
    return W_q @ X, W_k @ X, W_v @ X
