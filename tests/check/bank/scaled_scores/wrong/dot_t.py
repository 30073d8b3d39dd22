""".T reverses the batch axes too."""

NAMED = "reversed-axes"


def scaled_scores(Q, K):
    return Q @ K.T / Q.shape[-1] ** 0.5
