"""Fills a float64 torch tensor pair by pair and gives its NumPy array back."""

import torch

HELD_OUT = True


def sinusoidal_positions(n, d_model):
    out = torch.zeros(n, d_model, dtype=torch.float64)
    pos = torch.arange(n, dtype=torch.float64)
    for i in range(0, d_model, 2):
        angle = pos * 10000.0 ** (-i / d_model)
        out[:, i] = torch.sin(angle)
        if i + 1 < d_model:
            out[:, i + 1] = torch.cos(angle)
    return out.numpy()
