"""A loop over heads, each with its slice of the weights."""

import torch
from torch import nn


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        self.h, self.d_k = num_heads, d_model // num_heads
        self.W_q = nn.Linear(d_model, d_model, bias=bias)
        self.W_k = nn.Linear(d_model, d_model, bias=bias)
        self.W_v = nn.Linear(d_model, d_model, bias=bias)
        self.W_o = nn.Linear(d_model, d_model, bias=bias)

    def forward(self, query, key, value, mask=None):
        results = [self.head(i, query, key, value, mask) for i in range(self.h)]
        output = torch.cat([z for z, _ in results], dim=-1)
        return self.W_o(output), torch.stack([w for _, w in results], dim=-3)

    def head(self, i, query, key, value, mask):
        block = slice(i * self.d_k, (i + 1) * self.d_k)
        Q, K, V = self.W_q(query)[..., block], self.W_k(key)[..., block], self.W_v(value)[..., block]
        scores = Q @ K.transpose(-1, -2) / self.d_k**0.5
        if mask is not None:
            if mask.ndim > query.ndim:
                mask = mask[..., i if mask.shape[-3] > 1 else 0, :, :]
            scores = torch.where(mask, scores, torch.full_like(scores, -1e30))
        exps = torch.exp(scores - scores.amax(dim=-1, keepdim=True).detach())
        if mask is not None:
            exps = exps * mask
        total = exps.sum(dim=-1, keepdim=True)
        weights = exps / torch.where(total == 0, torch.ones_like(total), total)
        return weights @ V, weights
