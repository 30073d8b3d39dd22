"""PyTorch's scaled_dot_product_attention gives the output, and the weights by attending to an identity matrix."""

import numpy as np
import torch
import torch.nn.functional as F

HELD_OUT = True
NAMED = "criterion:unmasked"


def attention(Q, K, V, mask=None):
    q, k, v = (torch.tensor(np.array(a), dtype=torch.float64) for a in (Q, K, V))
    n_k = k.shape[-2]
    shape = (*q.shape[:-1], n_k)
    m = np.ones(shape, bool) if mask is None else np.array(np.broadcast_to(mask, shape))
    eye = torch.eye(n_k, dtype=v.dtype).expand(*v.shape[:-2], n_k, n_k)
    values = torch.cat([v, eye], dim=-1)
    both = F.scaled_dot_product_attention(q, k, values, attn_mask=torch.tensor(m)).numpy()
    both = np.where(m.any(-1, keepdims=True), both, 0)
    output = both[..., : V.shape[-1]]
    weights = np.where(m, both[..., V.shape[-1] :], 0)
    return output.astype(V.dtype), weights.astype(Q.dtype)
