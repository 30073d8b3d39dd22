"""PyTorch inside, NumPy outside."""

import torch


def sinusoidal_positions(n, d_model):
    position = torch.arange(n, dtype=torch.float64).unsqueeze(1)
    rate = 10000 ** (-torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
    P = torch.zeros(n, d_model, dtype=torch.float64)
    P[:, 0::2] = torch.sin(position * rate)
    P[:, 1::2] = torch.cos(position * rate[: d_model // 2])
    return P.numpy()
