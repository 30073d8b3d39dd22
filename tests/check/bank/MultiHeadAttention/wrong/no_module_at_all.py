"""super().__init__() is forgotten."""

import torch
from torch import nn

NAMED = "criterion:layers"


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        self.h, self.d_k = num_heads, d_model // num_heads
        self.W_q = nn.Linear(d_model, d_model, bias=bias)
        self.W_k = nn.Linear(d_model, d_model, bias=bias)
        self.W_v = nn.Linear(d_model, d_model, bias=bias)
        self.W_o = nn.Linear(d_model, d_model, bias=bias)

    def split(self, X):
        return X.unflatten(-1, (self.h, self.d_k)).transpose(-2, -3)

    def forward(self, query, key, value, mask=None):
        Q = self.split(self.W_q(query))  # (..., h, n_q, d_k)
        K = self.split(self.W_k(key))
        V = self.split(self.W_v(value))
        scores = Q @ K.transpose(-2, -1) / self.d_k**0.5
        if mask is not None:
            if mask.ndim == query.ndim and mask.ndim > 2:
                mask = mask.unsqueeze(-3)
            scores = scores.masked_fill(~mask, -1e30)
        weights = torch.softmax(scores, dim=-1)
        if mask is not None:
            weights = torch.where(mask, weights, 0.0)
        Z = weights @ V
        return self.W_o(Z.transpose(-2, -3).flatten(-2)), weights
