"""Expects exactly one batch axis and fails for any other number."""

import torch
from torch import nn

HELD_OUT = True
NAMED = "sizes"


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        self.d_model, self.num_heads, self.d_k = d_model, num_heads, d_model // num_heads
        self.W_q = nn.Linear(d_model, d_model, bias=bias)
        self.W_k = nn.Linear(d_model, d_model, bias=bias)
        self.W_v = nn.Linear(d_model, d_model, bias=bias)
        self.W_o = nn.Linear(d_model, d_model, bias=bias)

    def forward(self, query, key, value, mask=None):
        B, n_q, _ = query.shape
        n_k = key.size(1)
        Q = self.W_q(query).view(B, n_q, self.num_heads, self.d_k).transpose(1, 2)
        K = self.W_k(key).view(B, n_k, self.num_heads, self.d_k).transpose(1, 2)
        V = self.W_v(value).view(B, n_k, self.num_heads, self.d_k).transpose(1, 2)
        scores = torch.matmul(Q, K.transpose(-2, -1)) / self.d_k**0.5
        if mask is not None:
            if mask.dim() == 3:
                mask = mask.unsqueeze(1)
            scores = scores.masked_fill(mask == 0, float("-inf"))
            weights = scores.softmax(dim=-1).masked_fill(mask == 0, 0.0)
        else:
            weights = scores.softmax(dim=-1)
        out = torch.matmul(weights, V).transpose(1, 2).contiguous().view(B, n_q, self.d_model)
        return self.W_o(out), weights
