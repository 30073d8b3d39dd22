"""Gets the output from scaled_dot_product_attention and computes the weights beside it."""

import torch
import torch.nn.functional as F
from torch import nn

HELD_OUT = True


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        self.num_heads = num_heads
        self.d_k = d_model // num_heads
        self.W_q = nn.Linear(d_model, d_model, bias=bias)
        self.W_k = nn.Linear(d_model, d_model, bias=bias)
        self.W_v = nn.Linear(d_model, d_model, bias=bias)
        self.W_o = nn.Linear(d_model, d_model, bias=bias)

    def _heads(self, x):
        return x.reshape(x.shape[:-1] + (self.num_heads, self.d_k)).transpose(-2, -3)

    def forward(self, query, key, value, mask=None):
        q = self._heads(self.W_q(query))
        k = self._heads(self.W_k(key))
        v = self._heads(self.W_v(value))
        scores = q @ k.transpose(-2, -1) / self.d_k**0.5
        if mask is None:
            out = F.scaled_dot_product_attention(q, k, v)
            weights = scores.softmax(-1)
        else:
            if mask.ndim <= query.ndim:
                mask = mask.unsqueeze(-3)
            keep = mask.expand(scores.shape)
            alive = keep.any(-1, keepdim=True)
            safe = keep | ~alive
            out = F.scaled_dot_product_attention(q, k, v, attn_mask=safe) * alive
            weights = scores.masked_fill(~safe, -torch.inf).softmax(-1) * alive
        joined = out.transpose(-2, -3).reshape(query.shape)
        return self.W_o(joined), weights
