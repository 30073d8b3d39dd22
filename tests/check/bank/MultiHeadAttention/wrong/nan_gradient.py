"""Adds -inf to masked scores and mends the NaN afterwards, so the gradients of fully masked rows stay NaN."""

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

    def split(self, x):
        return x.reshape(*x.shape[:-1], self.num_heads, -1).transpose(-2, -3)

    def forward(self, query, key, value, mask=None):
        Q, K, V = self.split(self.W_q(query)), self.split(self.W_k(key)), self.split(self.W_v(value))
        scores = Q @ K.mT / Q.shape[-1] ** 0.5
        if mask is not None:
            if mask.ndim <= query.ndim:
                mask = mask.unsqueeze(-3)
            additive = torch.zeros(mask.shape, dtype=scores.dtype).masked_fill(~mask, float("-inf"))
            scores = scores + additive
        weights = torch.nan_to_num(torch.softmax(scores, dim=-1), nan=0.0)
        Z = (weights @ V).transpose(-2, -3)
        return self.W_o(Z.reshape(query.shape)), weights
