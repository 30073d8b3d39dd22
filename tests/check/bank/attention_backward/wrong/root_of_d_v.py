"""Scales with the root of d_v, taken from V, instead of d_k."""

import numpy as np

HELD_OUT = True
NAMED = "divided-by-root-d_v"


def attention_backward(dO, Q, K, V, mask=None):
    d = V.shape[-1]
    S = np.einsum("...id,...jd->...ij", Q, K) / d**0.5
    keep = np.ones(S.shape, bool) if mask is None else np.broadcast_to(mask, S.shape)
    top = np.where(keep, S, -np.inf).max(-1, keepdims=True)
    top = np.where(keep.any(-1, keepdims=True), top, 0).astype(S.dtype)
    E = np.exp(np.where(keep, S - top, -np.inf))
    tot = E.sum(-1, keepdims=True)
    P = E / np.where(tot == 0, 1, tot).astype(S.dtype)
    dP = np.einsum("...iv,...jv->...ij", dO, V)
    dS = P * (dP - np.einsum("...ij,...ij->...i", P, dP)[..., None]) / d**0.5
    dQ = np.einsum("...ij,...jd->...id", dS, K)
    dK = np.einsum("...ij,...id->...jd", dS, Q)
    dV = np.einsum("...ij,...iv->...jv", P, dO)
    return dQ, dK, dV
