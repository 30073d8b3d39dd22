"""Projects the values from key instead of value."""
HELD_OUT = True
NAMED = "values-from-key"

import math

import torch
from torch import nn


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        self.h = num_heads
        self.d_k = d_model // num_heads
        self.W_q, self.W_k, self.W_v, self.W_o = (nn.Linear(d_model, d_model, bias=bias) for _ in range(4))

    def forward(self, query, key, value, mask=None):
        q, k, v = self.W_q(query), self.W_k(key), self.W_v(key)
        q, k, v = (x.reshape(*x.shape[:-1], self.h, self.d_k).movedim(-2, -3) for x in (q, k, v))
        scores = torch.einsum("...id,...jd->...ij", q, k) / math.sqrt(self.d_k)
        if mask is not None:
            if mask.ndim < scores.ndim:
                mask = mask[..., None, :, :]
            scores = torch.where(mask, scores, -torch.inf)
        weights = torch.nan_to_num(scores.softmax(-1), nan=0.0)
        z = (weights @ v).movedim(-3, -2)
        return self.W_o(z.reshape(*z.shape[:-2], self.h * self.d_k)), weights
