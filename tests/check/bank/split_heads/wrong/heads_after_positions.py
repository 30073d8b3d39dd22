"""The axis of the heads stays behind that of the positions: (..., n, h, d_k)."""

HELD_OUT = True
NAMED = "not-turned"


def split_heads(X, num_heads):
    d_k = X.shape[-1] // num_heads
    return X.reshape(X.shape[:-1] + (num_heads, d_k)).copy()
