"""Squared distances as closeness."""

NAMED = "squared-distance+negated"


def dot_product_scores(Q, K):
    return -((Q[..., :, None, :] - K[..., None, :, :]) ** 2).sum(-1)
