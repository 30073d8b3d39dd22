"""Makes W_q and W_k the same layer, so one of them is missing."""

import torch
from torch import nn

HELD_OUT = True
NAMED = "criterion:layers"


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        self.num_heads = num_heads
        self.W_q = self.W_k = nn.Linear(d_model, d_model, bias=bias)
        self.W_v = nn.Linear(d_model, d_model, bias=bias)
        self.W_o = nn.Linear(d_model, d_model, bias=bias)

    def heads(self, x):
        return x.unflatten(-1, (self.num_heads, -1)).movedim(-2, -3)

    def forward(self, query, key, value, mask=None):
        Q, K, V = self.heads(self.W_q(query)), self.heads(self.W_k(key)), self.heads(self.W_v(value))
        S = Q @ K.mT * Q.shape[-1] ** -0.5
        if mask is not None:
            m = mask if mask.ndim > query.ndim else mask[..., None, :, :]
            S = torch.where(m, S, -torch.inf)
            A = torch.where(m, torch.softmax(S, -1), 0.0)
        else:
            A = torch.softmax(S, -1)
        return self.W_o((A @ V).movedim(-3, -2).flatten(-2)), A
