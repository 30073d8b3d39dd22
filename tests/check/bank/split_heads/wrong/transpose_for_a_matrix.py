"""The first two axes are swapped, as is right without a batch."""

NAMED = "swapped-0-and-1"


def split_heads(X, num_heads):
    H = X.reshape(*X.shape[:-1], num_heads, X.shape[-1] // num_heads)
    return H.swapaxes(0, 1)
