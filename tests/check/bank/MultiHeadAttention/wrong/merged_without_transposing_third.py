"""Merges the heads without transposing them back behind the positions."""
HELD_OUT = True
NAMED = "merged-without-turning-back"

import math

import torch
from torch import nn


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        self.d_model, self.num_heads = d_model, num_heads
        self.head_dim = d_model // num_heads
        self.W_q = nn.Linear(d_model, d_model, bias=bias)
        self.W_k = nn.Linear(d_model, d_model, bias=bias)
        self.W_v = nn.Linear(d_model, d_model, bias=bias)
        self.W_o = nn.Linear(d_model, d_model, bias=bias)

    def attend(self, Q, K, V, mask):
        scores = torch.matmul(Q, K.transpose(-2, -1)) * self.head_dim**-0.5
        if mask is not None:
            scores = scores.masked_fill(~mask, float("-inf"))
        weights = torch.softmax(scores, dim=-1)
        weights = torch.where(torch.isnan(weights), torch.zeros_like(weights), weights)
        return torch.matmul(weights, V), weights

    def forward(self, query, key, value, mask=None):
        def split(x):
            return x.reshape(*x.shape[:-1], self.num_heads, self.head_dim).transpose(-3, -2)

        if mask is not None and mask.dim() <= query.dim():
            mask = mask.unsqueeze(-3)
        Z, weights = self.attend(split(self.W_q(query)), split(self.W_k(key)), split(self.W_v(value)), mask)
        Z = Z.contiguous().view(*query.shape[:-1], self.d_model)
        return self.W_o(Z), weights
