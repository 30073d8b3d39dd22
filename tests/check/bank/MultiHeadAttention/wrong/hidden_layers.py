"""Keeps the layers in a plain list, so parameters() does not know them."""

import torch
from torch import nn

HELD_OUT = True
NAMED = "criterion:parameters"


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        self.h = num_heads
        self.layers = [nn.Linear(d_model, d_model, bias=bias) for _ in range(4)]

    @property
    def W_q(self):
        return self.layers[0]

    @property
    def W_k(self):
        return self.layers[1]

    @property
    def W_v(self):
        return self.layers[2]

    @property
    def W_o(self):
        return self.layers[3]

    def _split(self, x):
        return x.unflatten(-1, (self.h, -1)).transpose(-2, -3)

    def forward(self, query, key, value, mask=None):
        q, k, v = self._split(self.W_q(query)), self._split(self.W_k(key)), self._split(self.W_v(value))
        s = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5
        if mask is not None:
            if mask.dim() <= query.dim():
                mask = mask.unsqueeze(-3)
            s = s.masked_fill(~mask, float("-inf"))
            w = torch.softmax(s, -1).masked_fill(~mask, 0.0)
        else:
            w = torch.softmax(s, -1)
        return self.W_o((w @ v).transpose(-2, -3).flatten(-2)), w
