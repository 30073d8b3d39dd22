"""Each head is mixed by its own square of W_o's weight."""

import torch
from torch import nn

NAMED = "own-block-of-the-output-map"


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        self.num_heads = num_heads
        self.d_k = d_model // num_heads
        self.W_q = nn.Linear(d_model, d_model, bias=bias)
        self.W_k = nn.Linear(d_model, d_model, bias=bias)
        self.W_v = nn.Linear(d_model, d_model, bias=bias)
        self.W_o = nn.Linear(d_model, d_model, bias=bias)

    def heads(self, X):
        return X.unflatten(-1, (self.num_heads, self.d_k)).transpose(-3, -2)

    def forward(self, query, key, value, mask=None):
        Q = self.heads(self.W_q(query))
        K = self.heads(self.W_k(key))
        V = self.heads(self.W_v(value))
        scores = Q @ K.transpose(-2, -1) / self.d_k**0.5
        if mask is not None:
            if mask.ndim <= query.ndim:
                mask = mask.unsqueeze(-3)
            scores = scores.masked_fill(~mask, -torch.inf)
        blind = torch.isneginf(scores).all(dim=-1, keepdim=True)
        weights = scores.masked_fill(blind, 0).softmax(dim=-1).masked_fill(blind, 0)
        squares = [self.W_o.weight[i : i + self.d_k, i : i + self.d_k].T for i in range(0, len(self.W_o.weight), self.d_k)]
        written = [head @ square for head, square in zip((weights @ V).unbind(-3), squares, strict=True)]
        return torch.cat(written, dim=-1), weights
