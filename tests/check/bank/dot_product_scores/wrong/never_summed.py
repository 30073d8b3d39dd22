"""Never summed."""

NAMED = "unsummed"


def dot_product_scores(Q, K):
    return Q[..., :, None, :] * K[..., None, :, :]
