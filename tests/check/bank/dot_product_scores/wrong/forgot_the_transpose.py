"""Forgot the transpose."""

NAMED = "untransposed"


def dot_product_scores(Q, K):
    return Q @ K
