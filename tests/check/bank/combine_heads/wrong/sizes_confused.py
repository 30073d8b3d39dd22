"""Transposes rightly but then merges with the sizes of heads and positions exchanged."""

HELD_OUT = True
NAMED = "sizes-exchanged"


def combine_heads(H):
    n, heads, d_k = H.shape[-3:]
    out = H.swapaxes(-2, -3)
    return out.reshape(*H.shape[:-3], n, heads * d_k)
