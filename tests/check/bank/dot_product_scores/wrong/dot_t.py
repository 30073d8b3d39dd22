"""Dot t."""

NAMED = "reversed-axes"


def dot_product_scores(Q, K):
    return Q @ K.T
