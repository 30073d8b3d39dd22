"""The three weights are put together, and the product cut again."""

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
        fused = torch.cat([self.W_q.weight, self.W_k.weight, self.W_v.weight])  # (3 d_model, d_model)
        d = query.shape[-1]
        Q = nn.functional.linear(query, fused)[..., :d]
        K = nn.functional.linear(key, fused)[..., d : 2 * d]
        V = nn.functional.linear(value, fused)[..., 2 * d :]
        if self.W_q.bias is not None:
            Q, K, V = Q + self.W_q.bias, K + self.W_k.bias, V + self.W_v.bias
        Q, K, V = (torch.stack(X.split(self.d_k, dim=-1), dim=-3) for X in (Q, K, V))
        scores = torch.einsum("...id,...jd->...ij", Q, K) / self.d_k**0.5
        if mask is not None:
            mask = mask if mask.ndim > query.ndim or mask.ndim == 2 else mask.unsqueeze(-3)
            scores = scores + torch.zeros_like(scores).masked_fill(~mask, torch.finfo(scores.dtype).min)
        weights = scores.softmax(-1)
        if mask is not None:
            weights = weights * mask
        Z = torch.einsum("...hij,...hjd->...ihd", weights, V)
        return self.W_o(Z.flatten(-2)), weights
