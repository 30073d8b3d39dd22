"""Lets torch's autograd do it and gives NumPy arrays back."""

import numpy as np
import torch

HELD_OUT = True


def attention_backward(dO, Q, K, V, mask=None):
    q, k, v = (torch.tensor(np.array(a), requires_grad=True) for a in (Q, K, V))
    s = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5
    if mask is None:
        w = torch.softmax(s, dim=-1)
    else:
        m = torch.tensor(np.array(mask)).expand(s.shape)
        open_row = m.any(dim=-1, keepdim=True)
        w = torch.softmax(s.masked_fill(~(m | ~open_row), float("-inf")), dim=-1) * open_row
    out = w @ v
    grads = torch.autograd.grad(out, (q, k, v), torch.tensor(np.array(dO)))
    return tuple(g.numpy() for g in grads)
