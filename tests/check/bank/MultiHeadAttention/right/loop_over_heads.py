"""Loops over the heads with slices and log-sum-exp."""

import torch
from torch import nn

HELD_OUT = True


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        self.num_heads = num_heads
        self.W_o = nn.Linear(d_model, d_model, bias=bias)
        self.W_v = nn.Linear(d_model, d_model, bias=bias)
        self.W_k = nn.Linear(d_model, d_model, bias=bias)
        self.W_q = nn.Linear(d_model, d_model, bias=bias)

    def forward(self, query, key, value, mask=None):
        qs = self.W_q(query).chunk(self.num_heads, dim=-1)
        ks = self.W_k(key).chunk(self.num_heads, dim=-1)
        vs = self.W_v(value).chunk(self.num_heads, dim=-1)
        outs, ws = [], []
        for i, (q, k, v) in enumerate(zip(qs, ks, vs)):
            s = q.matmul(k.transpose(-1, -2)) / q.shape[-1] ** 0.5
            if mask is not None:
                m = mask
                if m.ndim > query.ndim:
                    m = m[..., i if m.shape[-3] > 1 else 0, :, :]
                dead = ~m.any(dim=-1, keepdim=True)
                s = s.masked_fill(~(m | dead), float("-inf"))
                w = torch.exp(s - torch.logsumexp(s, dim=-1, keepdim=True)) * ~dead
            else:
                w = torch.exp(s - torch.logsumexp(s, dim=-1, keepdim=True))
            ws.append(w)
            outs.append(w @ v)
        return self.W_o(torch.cat(outs, dim=-1)), torch.stack(ws, dim=-3)
