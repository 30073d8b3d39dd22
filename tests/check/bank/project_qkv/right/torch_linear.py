"""F.linear of PyTorch with transposed weights, inside no_grad, back to NumPy."""

import numpy as np
import torch
import torch.nn.functional as F

HELD_OUT = True


def project_qkv(X, W_q, W_k, W_v):
    with torch.no_grad():
        x = torch.tensor(np.array(X))
        out = [F.linear(x, torch.tensor(np.array(W.T))).numpy() for W in (W_q, W_k, W_v)]
    Q, K, V = out
    return Q, K, V
