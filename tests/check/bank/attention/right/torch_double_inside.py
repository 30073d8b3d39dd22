"""PyTorch computes everything in double precision and the results are cast back to the input's dtype."""

import numpy as np
import torch

HELD_OUT = True


def attention(Q, K, V):
    q, k, v = (torch.tensor(np.array(a)).double() for a in (Q, K, V))
    logits = (q @ k.transpose(-2, -1)) / q.shape[-1] ** 0.5
    w = torch.log_softmax(logits, dim=-1).exp()
    out = w @ v
    return out.numpy().astype(V.dtype), w.numpy().astype(Q.dtype)
