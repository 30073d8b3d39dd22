"""PyTorch's unflatten and transpose, and NumPy gets a strided tensor's memory back."""

import numpy as np
import torch

HELD_OUT = True


def split_heads(X, num_heads):
    t = torch.tensor(np.array(X))
    return t.unflatten(-1, (num_heads, -1)).transpose(-3, -2).numpy()
