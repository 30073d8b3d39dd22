"""Computes with torch and gives NumPy arrays back."""

import numpy as np
import torch

HELD_OUT = True


def multi_head_attention(X_q, X_kv, W_q, W_k, W_v, W_o, num_heads, mask=None):
    xq, xkv, wq, wk, wv, wo = (torch.tensor(np.array(a)) for a in (X_q, X_kv, W_q, W_k, W_v, W_o))

    def heads(t):
        return t.unflatten(-1, (num_heads, t.shape[-1] // num_heads)).transpose(-2, -3)

    q, k, v = heads(xq @ wq), heads(xkv @ wk), heads(xkv @ wv)
    s = q @ k.mT / q.shape[-1] ** 0.5
    if mask is not None:
        m = torch.tensor(np.array(mask))
        if m.ndim <= xq.ndim:
            m = m.unsqueeze(-3)
        s = s.masked_fill(~m, float("-inf"))
    a = torch.softmax(s, dim=-1)
    a = torch.nan_to_num(a, nan=0.0) if mask is not None else a
    y = (a @ v).transpose(-2, -3).flatten(-2) @ wo
    return y.numpy(), a.numpy()
