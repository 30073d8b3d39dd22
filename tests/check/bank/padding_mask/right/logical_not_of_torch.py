"""PyTorch marks the padding, and the opposite is returned as a NumPy array."""

import torch

HELD_OUT = True


def padding_mask(lengths, n):
    l = torch.tensor([int(x) for x in lengths], dtype=torch.long).view(-1, 1, 1)
    is_padding = torch.arange(n).view(1, 1, n).ge(l)
    return (~is_padding).numpy()
