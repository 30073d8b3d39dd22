"""Takes True in the mask as forbidden and returns the weights averaged over the heads, both as torch.nn.MultiheadAttention does."""
HELD_OUT = True
NAMED = "polarity+weights-averaged"

import math

import torch
from torch import nn


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        assert d_model % num_heads == 0
        self.num_heads = num_heads
        self.W_q = nn.Linear(d_model, d_model, bias=bias)
        self.W_k = nn.Linear(d_model, d_model, bias=bias)
        self.W_v = nn.Linear(d_model, d_model, bias=bias)
        self.W_o = nn.Linear(d_model, d_model, bias=bias)

    def forward(self, query, key, value, mask=None):
        def split(x):
            return x.unflatten(-1, (self.num_heads, -1)).transpose(-3, -2)

        Q, K, V = split(self.W_q(query)), split(self.W_k(key)), split(self.W_v(value))
        scores = Q @ K.mT / math.sqrt(Q.shape[-1])
        if mask is not None:
            if mask.ndim <= query.ndim:
                mask = mask.unsqueeze(-3)
            scores = scores.masked_fill(mask, -torch.inf)
        weights = torch.softmax(scores, dim=-1).nan_to_num(nan=0.0)
        output = self.W_o((weights @ V).transpose(-3, -2).flatten(-2))
        return output, weights.mean(dim=-3)
