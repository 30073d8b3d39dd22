"""Blocks queries too, and carries the sum as one more column of the values."""

import numpy as np

HELD_OUT = True


def online_softmax_attention(Q, K, V, block_size):
    result = np.empty((*Q.shape[:-1], V.shape[-1]), dtype=Q.dtype)
    for i in range(0, Q.shape[-2], block_size):
        q = Q[..., i : i + block_size, :] * Q.shape[-1] ** -0.5
        state, m = None, None
        for j in range(0, K.shape[-2], block_size):
            v = V[..., j : j + block_size, :]
            v1 = np.concatenate([v, np.ones_like(v[..., :1])], axis=-1)
            s = np.einsum("...id,...jd->...ij", q, K[..., j : j + block_size, :])
            top = s.max(-1, keepdims=True)
            new = top if m is None else np.maximum(m, top)
            part = np.exp(s - new) @ v1
            state = part if state is None else state * np.exp(m - new) + part
            m = new
        result[..., i : i + block_size, :] = state[..., :-1] / state[..., -1:]
    return result
