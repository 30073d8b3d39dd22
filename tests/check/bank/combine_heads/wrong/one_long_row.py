"""reshape(-1) for each sentence."""

NAMED = "flattened"


def combine_heads(H):
    return H.reshape(*H.shape[:-3], -1)
