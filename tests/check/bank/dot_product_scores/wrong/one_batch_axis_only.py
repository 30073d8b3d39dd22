"""One batch axis only."""

NAMED = "sizes"


def dot_product_scores(Q, K):
    return Q @ K.transpose(0, 2, 1)
