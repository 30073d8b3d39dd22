"""Takes True in the mask as forbidden."""

import math

import torch
import torch.nn as nn

HELD_OUT = True
NAMED = "polarity"


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        self.num_heads = num_heads
        self.d_k = d_model // num_heads
        self.W_q = nn.Linear(d_model, d_model, bias=bias)
        self.W_k = nn.Linear(d_model, d_model, bias=bias)
        self.W_v = nn.Linear(d_model, d_model, bias=bias)
        self.W_o = nn.Linear(d_model, d_model, bias=bias)

    def forward(self, query, key, value, mask=None):
        lead = query.shape[:-2]
        Q = self.W_q(query).view(*query.shape[:-1], self.num_heads, self.d_k).transpose(-2, -3)
        K = self.W_k(key).view(*key.shape[:-1], self.num_heads, self.d_k).transpose(-2, -3)
        V = self.W_v(value).view(*value.shape[:-1], self.num_heads, self.d_k).transpose(-2, -3)
        scores = torch.matmul(Q, K.transpose(-2, -1)) / math.sqrt(self.d_k)
        if mask is not None:
            if mask.dim() == len(lead) + 2 or mask.dim() == 2:
                mask = mask.unsqueeze(-3)
            scores = scores.masked_fill(mask, float("-inf"))
        weights = torch.nan_to_num(torch.softmax(scores, dim=-1), nan=0.0)
        out = (
            torch.matmul(weights, V).transpose(-2, -3).contiguous().view(*lead, -1, self.num_heads * self.d_k)
        )
        return self.W_o(out), weights
