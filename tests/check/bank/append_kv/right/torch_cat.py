"""Uses torch.cat and gives NumPy arrays back."""

import numpy as np
import torch

HELD_OUT = True


def append_kv(K_cache, V_cache, k, v):
    t = lambda a: torch.tensor(np.array(a))
    return torch.cat([t(K_cache), t(k)], dim=-2).numpy(), torch.cat([t(V_cache), t(v)], dim=-2).numpy()
