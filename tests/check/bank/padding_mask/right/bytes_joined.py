"""Each row is spelled in bytes, joined, and read back with frombuffer."""

import numpy as np

HELD_OUT = True


def padding_mask(lengths, n):
    lengths = [int(x) for x in lengths]
    text = b"".join(b"\x01" * m + b"\x00" * (n - m) for m in lengths)
    return np.frombuffer(text, dtype=bool).reshape(len(lengths), 1, n)
