"""Drops weights at random in evaluation too."""

import torch
import torch.nn as nn
import torch.nn.functional as F

HELD_OUT = True
NAMED = "state"


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        self.num_heads = num_heads
        self.W_q = nn.Linear(d_model, d_model, bias=bias)
        self.W_k = nn.Linear(d_model, d_model, bias=bias)
        self.W_v = nn.Linear(d_model, d_model, bias=bias)
        self.W_o = nn.Linear(d_model, d_model, bias=bias)
        self.dropout = 0.1

    def forward(self, query, key, value, mask=None):
        heads = lambda x: torch.stack(x.chunk(self.num_heads, dim=-1), dim=-3)
        Q, K, V = heads(self.W_q(query)), heads(self.W_k(key)), heads(self.W_v(value))
        s = torch.einsum("...qd,...kd->...qk", Q, K) / Q.size(-1) ** 0.5
        if mask is not None:
            m = mask if mask.ndim > query.ndim else mask.unsqueeze(-3)
            s = s.masked_fill(~m, -torch.inf)
            w = s.softmax(-1).masked_fill(~m, 0.0)
        else:
            w = s.softmax(-1)
        z = F.dropout(w, self.dropout) @ V
        return self.W_o(torch.cat(z.unbind(-3), dim=-1)), w
