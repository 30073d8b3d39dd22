"""Squared distances."""

NAMED = "squared-distance"


def dot_product_scores(Q, K):
    return ((Q[..., :, None, :] - K[..., None, :, :]) ** 2).sum(-1)
