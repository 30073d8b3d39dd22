"""Applies dropout to the weights with its default training=True, so evaluation is random too."""
HELD_OUT = True

import math

import torch
import torch.nn.functional as F
from torch import nn


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        self.num_heads = num_heads
        self.d_k = d_model // num_heads
        self.W_q = nn.Linear(d_model, d_model, bias=bias)
        self.W_k = nn.Linear(d_model, d_model, bias=bias)
        self.W_v = nn.Linear(d_model, d_model, bias=bias)
        self.W_o = nn.Linear(d_model, d_model, bias=bias)

    def split(self, x):
        return x.unflatten(-1, (self.num_heads, self.d_k)).transpose(-2, -3)

    def forward(self, query, key, value, mask=None):
        Q, K, V = self.split(self.W_q(query)), self.split(self.W_k(key)), self.split(self.W_v(value))
        scores = Q @ K.transpose(-1, -2) / math.sqrt(self.d_k)
        if mask is not None:
            if mask.dim() <= query.dim():
                mask = mask.unsqueeze(-3)
            scores = scores.masked_fill(~mask, -torch.inf)
        weights = torch.nan_to_num(torch.softmax(scores, dim=-1), nan=0.0)
        weights = F.dropout(weights, 0.1)
        Z = (weights @ V).transpose(-2, -3).flatten(-2)
        return self.W_o(Z), weights
