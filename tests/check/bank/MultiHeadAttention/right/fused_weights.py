"""Joins the three weight matrices for one product where query, key and value are one tensor."""

import torch
import torch.nn.functional as F
from torch import nn

HELD_OUT = True


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        self.num_heads = num_heads
        self.W_q = nn.Linear(d_model, d_model, bias=bias)
        self.W_k = nn.Linear(d_model, d_model, bias=bias)
        self.W_v = nn.Linear(d_model, d_model, bias=bias)
        self.W_o = nn.Linear(d_model, d_model, bias=bias)

    def project(self, query, key, value):
        if query is key and key is value:
            layers = (self.W_q, self.W_k, self.W_v)
            weight = torch.cat([f.weight for f in layers])
            bias = None if self.W_q.bias is None else torch.cat([f.bias for f in layers])
            return F.linear(query, weight, bias).chunk(3, dim=-1)
        return self.W_q(query), self.W_k(key), self.W_v(value)

    def forward(self, query, key, value, mask=None):
        Q, K, V = (
            t.unflatten(-1, (self.num_heads, -1)).transpose(-2, -3) for t in self.project(query, key, value)
        )
        scores = Q @ K.mT / Q.shape[-1] ** 0.5
        if mask is not None:
            mask = mask if mask.ndim > query.ndim else mask.unsqueeze(-3)
            scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
        weights = torch.softmax(scores, dim=-1)
        if mask is not None:
            weights = weights * mask
        return self.W_o((weights @ V).transpose(-2, -3).flatten(-2)), weights
