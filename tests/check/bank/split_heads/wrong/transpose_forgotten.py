"""The features are cut, and the axes left as they are."""

NAMED = "not-turned"


def split_heads(X, num_heads):
    d_k = X.shape[-1] // num_heads
    return X.reshape(*X.shape[:-1], num_heads, d_k)
