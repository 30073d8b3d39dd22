"""PyTorch's einsum does the work in double precision, and the dtype is restored at the end."""

import numpy as np
import torch

HELD_OUT = True


def scaled_scores(Q, K):
    q = torch.tensor(np.array(Q), dtype=torch.float64)
    k = torch.tensor(np.array(K), dtype=torch.float64)
    s = torch.einsum("...qd,...kd->...qk", q, k).div_(q.size(-1) ** 0.5)
    return s.numpy().astype(Q.dtype)
