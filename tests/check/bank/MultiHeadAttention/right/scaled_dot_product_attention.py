"""The output comes from PyTorch's fused kernel, the weights are computed beside it."""

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

    def split(self, X):
        return X.unflatten(-1, (self.h, self.d_k)).transpose(-2, -3)

    def forward(self, query, key, value, mask=None):
        Q, K, V = (self.split(X) for X in (self.W_q(query), self.W_k(key), self.W_v(value)))
        if mask is None:
            allowed = torch.ones(query.shape[-2], key.shape[-2], dtype=torch.bool, device=query.device)
        else:
            allowed = mask[..., None, :, :] if 2 < mask.ndim == query.ndim else mask
        some = allowed.any(dim=-1, keepdim=True)
        Z = nn.functional.scaled_dot_product_attention(Q, K, V, attn_mask=allowed | ~some)
        scores = (Q @ K.mT) * self.d_k**-0.5
        weights = torch.softmax(scores.masked_fill(~(allowed | ~some), -torch.inf), dim=-1)
        Z, weights = Z * some, weights * allowed
        return self.W_o(Z.movedim(-3, -2).flatten(start_dim=-2)), weights
