"""As FlashAttention does: the row sum comes from the output, and keys are taken three at a time."""

import numpy as np

HELD_OUT = True


def attention_backward(dO, Q, K, V, mask=None):
    root = Q.shape[-1] ** 0.5
    shape = Q.shape[:-1] + (K.shape[-2],)
    keep = np.ones(shape, bool) if mask is None else np.broadcast_to(mask, shape)
    S = np.where(keep, Q @ K.swapaxes(-1, -2) / root, -np.inf)
    lead = S.max(-1, keepdims=True)
    lead = np.where(keep.any(-1, keepdims=True), lead, 0).astype(Q.dtype)
    den = np.exp(S - lead).sum(-1, keepdims=True)
    den[den == 0] = 1
    O = (np.exp(S - lead) / den) @ V
    delta = (dO * O).sum(-1, keepdims=True)
    dQ = np.zeros_like(Q)
    dKs, dVs = [], []
    for j in range(0, K.shape[-2], 3):
        k, v = K[..., j : j + 3, :], V[..., j : j + 3, :]
        p = np.exp(S[..., j : j + 3] - lead) / den
        dVs.append(p.swapaxes(-1, -2) @ dO)
        ds = p * (dO @ v.swapaxes(-1, -2) - delta) / root
        dQ += ds @ k
        dKs.append(ds.swapaxes(-1, -2) @ Q)
    return dQ, np.concatenate(dKs, -2), np.concatenate(dVs, -2)
