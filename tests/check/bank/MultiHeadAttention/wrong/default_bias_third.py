"""Accepts bias but never passes it on, so the maps always add a constant."""
HELD_OUT = True
NAMED = "criterion:parameters"

import math

import torch
from torch import nn


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        self.d_model = d_model
        self.num_heads = num_heads
        self.W_q = nn.Linear(d_model, d_model)
        self.W_k = nn.Linear(d_model, d_model)
        self.W_v = nn.Linear(d_model, d_model)
        self.W_o = nn.Linear(d_model, d_model)

    def _heads(self, x):
        *lead, n, _ = x.shape
        return x.view(*lead, n, self.num_heads, self.d_model // self.num_heads).transpose(-3, -2)

    def forward(self, query, key, value, mask=None):
        Q = self._heads(self.W_q(query))
        K = self._heads(self.W_k(key))
        V = self._heads(self.W_v(value))
        scores = torch.matmul(Q, K.transpose(-2, -1)) / math.sqrt(Q.size(-1))
        if mask is not None:
            mask = mask if mask.dim() > query.dim() else mask.unsqueeze(-3)
            scores = scores.masked_fill(~mask, float("-inf"))
        weights = torch.nan_to_num(torch.softmax(scores, dim=-1), nan=0.0)
        Z = torch.matmul(weights, V).transpose(-3, -2)
        return self.W_o(Z.reshape(*Z.shape[:-2], self.d_model)), weights
