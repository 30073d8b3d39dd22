"""Chapter 12, tiling: how can attention run without ever holding the matrix of its scores?"""

from typing import Any

import numpy as np
from array_api_compat import device as device_of

from attention_lib.reference.arrays import (
    Array,
    namespace,
    require_common_batch,
    require_count,
    require_floats,
    require_one_d_k,
    require_rows,
    require_same_n,
)
from attention_lib.reference.scaling import scaled_scores


def online_softmax_attention(Q: Array, K: Array, V: Array, block_size: int) -> Array:
    r"""Attend block by block: the output of `attention`, with memory that grows as n and not as n².

    For each block of scores S, with the largest score m seen so far, the sum l of the exponentials
    and the weighted sum O of the values are carried on, and corrected when m grows to m':

    .. math::

        \begin{aligned}
        m' &= \max(m, \max_j S_j) \\
        l' &= l\, e^{m - m'} + \textstyle\sum_j e^{S_j - m'} \\
        O' &= O\, e^{m - m'} + \textstyle\sum_j e^{S_j - m'}\, V_j
        \end{aligned}

    At the end, O / l is the output.

    Parameters
    ----------
    Q : array, shape (..., n_q, d_k)
        The queries, one a row.
    K : array, shape (..., n_k, d_k)
        The keys, one a row.
    V : array, shape (..., n_k, d_v)
        The values, one a row.
    block_size : int
        How many queries, and how many keys, are taken at a time; the last block may be smaller.

    Returns
    -------
    array, shape (..., n_q, d_v)
        The output; all 0 where there are no keys.

    Raises
    ------
    TypeError
        As `attention`, or if `block_size` is no whole number.
    ValueError
        As `attention`, or if `block_size` is less than 1.

    References
    ----------
    Milakov and Gimelshein (2018), algorithm 3; Dao et al. (2022), "FlashAttention", algorithm 1, in
    the order of Dao (2023), "FlashAttention-2", algorithm 1: queries outside, one division at the end.

    Examples
    --------
    >>> import numpy as np
    >>> Q, K, V = np.zeros((1, 2)), np.ones((3, 2)), np.array([[1.0], [2.0], [6.0]])
    >>> online_softmax_attention(Q, K, V, block_size=2)  # shape (1, 1)
    array([[3.]])
    """
    xp = namespace(Q=Q, K=K, V=V)
    require_floats(xp, Q=Q, K=K, V=V)
    require_rows(Q=Q, K=K, V=V)
    require_common_batch(Q=Q, K=K, V=V)
    require_one_d_k(Q, K)
    require_same_n(K, V)
    require_count("block_size", block_size, least=1)
    n_q = Q.shape[-2]
    starts = range(0, max(n_q, 1), block_size)  # one empty block where there are no queries
    blocks = [_read_out(xp, Q[..., i : i + block_size, :], K, V, block_size) for i in starts]
    return xp.concat(blocks, axis=-2)  # (..., n_q, d_v)


def _read_out(xp: Any, Q: Array, K: Array, V: Array, block_size: int) -> Array:
    """Walk over all keys with one block of queries."""
    batch = np.broadcast_shapes(Q.shape[:-2], K.shape[:-2], V.shape[:-2])
    rows = (*batch, Q.shape[-2])
    dtype = xp.result_type(Q, K, V)
    wide = xp.result_type(dtype, xp.float32)  # a long sum in float16 would soon stop growing
    largest = xp.full((*rows, 1), -xp.inf, dtype=wide, device=device_of(Q))
    total = xp.zeros((*rows, 1), dtype=wide, device=device_of(Q))
    output = xp.zeros((*rows, V.shape[-1]), dtype=wide, device=device_of(Q))
    for j in range(0, K.shape[-2], block_size):
        K_block, V_block = K[..., j : j + block_size, :], V[..., j : j + block_size, :]
        scores = xp.astype(scaled_scores(Q, K_block), wide, copy=False)  # (..., block, block)
        new_largest = xp.maximum(largest, xp.max(scores, axis=-1, keepdims=True))
        shrink = xp.exp(largest - new_largest)  # what was summed so far was relative to the old one
        exps = xp.exp(scores - new_largest)
        total = total * shrink + xp.sum(exps, axis=-1, keepdims=True)
        output = output * shrink + xp.matmul(exps, xp.astype(V_block, wide, copy=False))
        largest = new_largest
    return xp.astype(output / xp.where(total == 0, 1.0, total), dtype)
