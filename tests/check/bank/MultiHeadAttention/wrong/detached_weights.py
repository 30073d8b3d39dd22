"""The weights are detached before they are used, so W_q and W_k never learn."""

import math

import torch
from torch import nn

HELD_OUT = True
NAMED = "criterion:gradients"


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        self.num_heads = num_heads
        self.W_q = nn.Linear(d_model, d_model, bias=bias)
        self.W_k = nn.Linear(d_model, d_model, bias=bias)
        self.W_v = nn.Linear(d_model, d_model, bias=bias)
        self.W_o = nn.Linear(d_model, d_model, bias=bias)

    def _heads(self, x):
        return x.unflatten(-1, (self.num_heads, -1)).transpose(-2, -3)

    def forward(self, query, key, value, mask=None):
        Q, K, V = self._heads(self.W_q(query)), self._heads(self.W_k(key)), self._heads(self.W_v(value))
        scores = Q @ K.transpose(-1, -2) / math.sqrt(Q.shape[-1])
        if mask is None:
            weights = scores.softmax(dim=-1)
        else:
            if 2 <= mask.ndim <= query.ndim:
                mask = mask.unsqueeze(-3)
            some = mask.any(dim=-1, keepdim=True)
            weights = scores.masked_fill(~mask & some, -math.inf).softmax(dim=-1)
            weights = weights.masked_fill(~mask, 0.0)
        weights = weights.detach()
        Z = weights @ V
        return self.W_o(Z.transpose(-2, -3).flatten(-2)), weights
