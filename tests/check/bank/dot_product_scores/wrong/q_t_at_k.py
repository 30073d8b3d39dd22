"""Q t at k."""

NAMED = "features+two-axes"


def dot_product_scores(Q, K):
    return Q.T @ K
