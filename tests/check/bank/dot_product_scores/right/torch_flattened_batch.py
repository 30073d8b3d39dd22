"""PyTorch multiplies, on a flattened batch, and NumPy gets the result back."""

import numpy as np
import torch

HELD_OUT = True


def dot_product_scores(Q, K):
    q = torch.tensor(np.array(Q)).flatten(0, -3) if Q.ndim > 3 else torch.tensor(np.array(Q))
    k = torch.tensor(np.array(K)).flatten(0, -3) if K.ndim > 3 else torch.tensor(np.array(K))
    s = torch.matmul(q, k.mT)
    return s.numpy().reshape(Q.shape[:-1] + (K.shape[-2],))
