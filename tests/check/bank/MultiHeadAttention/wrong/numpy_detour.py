"""Computes the softmax in NumPy, which cuts the gradients of the query and key layers."""

import numpy as np
import torch
from torch import nn

HELD_OUT = True
NAMED = "criterion:gradients"


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, num_heads, bias=False):
        super().__init__()
        self.num_heads = num_heads
        self.W_q = nn.Linear(d_model, d_model, bias=bias)
        self.W_k = nn.Linear(d_model, d_model, bias=bias)
        self.W_v = nn.Linear(d_model, d_model, bias=bias)
        self.W_o = nn.Linear(d_model, d_model, bias=bias)

    def forward(self, query, key, value, mask=None):
        def split(x):
            return x.reshape(*x.shape[:-1], self.num_heads, -1).transpose(-3, -2)

        Q, K, V = split(self.W_q(query)), split(self.W_k(key)), split(self.W_v(value))
        scores = (Q @ K.mT / Q.shape[-1] ** 0.5).detach().numpy()
        if mask is not None:
            m = mask.numpy()
            m = m if m.ndim > query.ndim else np.expand_dims(m, -3)
            scores = np.where(m, scores, -np.inf)
        top = scores.max(-1, keepdims=True)
        top = np.where(np.isinf(top), 0, top).astype(scores.dtype)
        e = np.exp(scores - top)
        t = e.sum(-1, keepdims=True)
        weights = torch.from_numpy(e / np.where(t == 0, 1, t).astype(e.dtype))
        Z = (weights @ V).transpose(-3, -2)
        return self.W_o(Z.reshape(query.shape)), weights
