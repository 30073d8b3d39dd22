"""The shape is unpacked into exactly three numbers, so other numbers of batch axes raise an error."""

HELD_OUT = True
NAMED = "sizes"


def split_heads(X, num_heads):
    B, T, C = X.shape
    return X.reshape(B, T, num_heads, C // num_heads).transpose(0, 2, 1, 3)
