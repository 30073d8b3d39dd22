"""The sizes of the new axes are swapped before the usual transpose."""

NAMED = "size-for-count"


def split_heads(X, num_heads):
    d_k = X.shape[-1] // num_heads
    return X.reshape(*X.shape[:-1], d_k, num_heads).swapaxes(-2, -3)
