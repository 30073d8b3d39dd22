"""self.W_k is given query instead of key."""

import torch
from torch import nn

NAMED = "keys-from-the-asking-sequence"


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        self.num_heads = num_heads
        self.d_k = d_model // num_heads
        self.W_q = nn.Linear(d_model, d_model, bias=bias)
        self.W_k = nn.Linear(d_model, d_model, bias=bias)
        self.W_v = nn.Linear(d_model, d_model, bias=bias)
        self.W_o = nn.Linear(d_model, d_model, bias=bias)

    def heads(self, X):
        return X.unflatten(-1, (self.num_heads, self.d_k)).transpose(-3, -2)

    def forward(self, query, key, value, mask=None):
        Q = self.heads(self.W_q(query))
        K = self.heads(self.W_k(query))
        V = self.heads(self.W_v(value))
        scores = Q @ K.transpose(-2, -1) / self.d_k**0.5
        if mask is not None:
            if mask.ndim <= query.ndim:
                mask = mask.unsqueeze(-3)
            scores = scores.masked_fill(~mask, -torch.inf)
        blind = torch.isneginf(scores).all(dim=-1, keepdim=True)
        weights = scores.masked_fill(blind, 0).softmax(dim=-1).masked_fill(blind, 0)
        Z = (weights @ V).transpose(-3, -2).flatten(-2)
        return self.W_o(Z), weights
