"""Reads the values out of `key` and never uses `value`."""

import torch
from torch import nn

HELD_OUT = True
NAMED = "values-from-key"


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        self.num_heads = num_heads
        for name in ("W_q", "W_k", "W_v", "W_o"):
            setattr(self, name, nn.Linear(d_model, d_model, bias=bias))

    def forward(self, query, key, value, mask=None):
        x_kv = key
        q, k, v = self.W_q(query), self.W_k(x_kv), self.W_v(x_kv)
        q, k, v = (t.unflatten(-1, (self.num_heads, -1)).transpose(-2, -3) for t in (q, k, v))
        scores = q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5
        if mask is not None:
            if mask.ndim <= query.ndim:
                mask = mask.unsqueeze(-3)
            open_rows = mask.any(-1, keepdim=True)
            scores = scores.masked_fill(~mask & open_rows, -torch.inf)
            weights = scores.softmax(-1) * open_rows
        else:
            weights = scores.softmax(-1)
        return self.W_o((weights @ v).transpose(-2, -3).flatten(-2)), weights
