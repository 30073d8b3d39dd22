"""One batch axis only."""

NAMED = "error"


def dot_product_scores(Q, K):
    return Q @ K.transpose(0, 2, 1)
