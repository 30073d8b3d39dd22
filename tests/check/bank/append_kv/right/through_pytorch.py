"""torch.cat inside."""

import torch


def append_kv(K_cache, V_cache, k, v):
    pairs = ((K_cache, k), (V_cache, v))
    return [torch.cat([torch.from_numpy(a) for a in pair], dim=-2).numpy() for pair in pairs]
