"""Uses einsum throughout, and fills the rows that softmax made NaN with zeros."""

import torch
from torch import nn

HELD_OUT = True


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        self.h = num_heads
        self.W_q, self.W_k, self.W_v, self.W_o = [nn.Linear(d_model, d_model, bias=bias) for _ in "qkvo"]

    def forward(self, query, key, value, mask=None):
        q = self.W_q(query).unflatten(-1, (self.h, -1))
        k = self.W_k(key).unflatten(-1, (self.h, -1))
        v = self.W_v(value).unflatten(-1, (self.h, -1))
        s = torch.einsum("...qhd,...khd->...hqk", q, k) / q.shape[-1] ** 0.5
        if mask is not None:
            m = mask if mask.ndim > query.ndim else mask[..., None, :, :]
            s = s.masked_fill(m.logical_not(), float("-inf"))
        w = torch.softmax(s, dim=-1)
        if mask is not None:
            w = w.masked_fill(m.logical_not(), 0.0)
        z = torch.einsum("...hqk,...khd->...qhd", w, v)
        return self.W_o(z.flatten(-2)), w
