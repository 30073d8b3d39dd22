"""Gives W_o a bias even with bias=False, and adds the query to the output."""

import torch
from torch import nn

HELD_OUT = True
NAMED = "sequence-added"


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        self.num_heads = num_heads
        self.W_q = nn.Linear(d_model, d_model, bias=bias)
        self.W_k = nn.Linear(d_model, d_model, bias=bias)
        self.W_v = nn.Linear(d_model, d_model, bias=bias)
        self.W_o = nn.Linear(d_model, d_model)

    def forward(self, query, key, value, mask=None):
        Q, K, V = (
            x.unflatten(-1, (self.num_heads, -1)).transpose(-2, -3)
            for x in (self.W_q(query), self.W_k(key), self.W_v(value))
        )
        s = Q @ K.mT / Q.shape[-1] ** 0.5
        if mask is not None:
            m = mask if mask.ndim > query.ndim else mask.unsqueeze(-3)
            s = s.masked_fill(~m, -torch.inf)
        w = s.softmax(-1).nan_to_num(0.0)
        return query + self.W_o((w @ V).transpose(-2, -3).flatten(-2)), w
