"""d_k ** 1 / 2 is d_k / 2 and not the root, which is the same for d_k = 4 only."""

HELD_OUT = True
NAMED = "half-of-d_k"


def scaled_scores(Q, K):
    d_k = Q.shape[-1]
    return (Q @ K.swapaxes(-1, -2)) / (d_k**1 / 2)
