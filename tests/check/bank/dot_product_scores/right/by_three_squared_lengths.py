"""By three squared lengths."""


def dot_product_scores(Q, K):
    q, k = Q[..., :, None, :], K[..., None, :, :]
    return ((q**2).sum(-1) + (k**2).sum(-1) - ((q - k) ** 2).sum(-1)) / 2
