"""PyTorch inside; a list is returned."""

import torch


def attend_one(q, K_cache, V_cache):
    q, K, V = (torch.from_numpy(a) for a in (q, K_cache, V_cache))
    w = torch.softmax(q @ K.mT / q.shape[-1] ** 0.5, dim=-1)
    return [(w @ V).numpy(), w.numpy()]
