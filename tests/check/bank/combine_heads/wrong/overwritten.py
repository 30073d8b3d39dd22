"""Each round overwrites what the one before it found."""

NAMED = "last-head"


def combine_heads(H):
    for i in range(H.shape[-3]):
        Z = H[..., i, :, :]
    return Z
