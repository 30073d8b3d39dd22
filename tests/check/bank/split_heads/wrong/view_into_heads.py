"""The new shape is asked for directly, and nothing is turned."""

NAMED = "reshape-alone"


def split_heads(X, num_heads):
    *batch, n, d_model = X.shape
    return X.reshape(*batch, num_heads, n, d_model // num_heads)
