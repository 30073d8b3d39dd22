"""The last two axes are flattened, where the heads should join the features."""

NAMED = "a-row-for-each-head"


def combine_heads(H):
    return H.reshape(*H.shape[:-2], H.shape[-2] * H.shape[-1])
