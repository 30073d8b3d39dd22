"""Minus the squared distance, divided by the root."""

NAMED = "criterion:product"


def scaled_scores(Q, K):
    distance = ((Q[..., :, None, :] - K[..., None, :, :]) ** 2).sum(-1)
    return -distance / Q.shape[-1] ** 0.5
