"""Attention for use rather than for reading: the same output by PyTorch's fused kernels."""

import math
from typing import Any

import numpy as np

from attention_lib.reference import arrays
from attention_lib.reference.arrays import Array


def attention(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    r"""Average the values, of those keys to which a query may attend, as fast as PyTorch can.

    .. math:: Z = \operatorname{softmax}\!\left(\frac{Q K^\top}{\sqrt{d_k}} + \log M\right) V

    The output of `attention_lib.reference.attention` without its weights: where PyTorch has a fused
    kernel, the (n_q, n_k) scores are never held at once, and memory grows as n. NumPy arrays are read
    where they lie. Gradients flow to Q, K and V, once: PyTorch's kernels have no second derivative.

    Parameters
    ----------
    Q : array, shape (..., n_q, d_k)
        The queries, one a row.
    K : array, shape (..., n_k, d_k)
        The keys, one a row.
    V : array, shape (..., n_k, d_v)
        The values, one a row, in the keys' order.
    mask : boolean array, broadcasting to (..., n_q, n_k), optional
        M: True where query i may attend to key j. Without it, everywhere.

    Returns
    -------
    array, shape (..., n_q, d_v)
        Row i is the weighted average that query i reads; all 0 where it may attend to nothing.

    Raises
    ------
    TypeError
        If an argument is not an array of floating-point numbers that PyTorch has, the mask not one
        of booleans, or if kinds or devices differ.
    ValueError
        As `attention_lib.reference.attention`: for sizes that do not fit.

    References
    ----------
    Vaswani et al. (2017), equation 1. Dao et al. (2022), "FlashAttention", algorithm 1.

    Examples
    --------
    >>> import numpy as np
    >>> Q, K, V = np.zeros((2, 4)), np.ones((2, 4)), np.array([[1.0], [3.0]])
    >>> attention(Q, K, V, mask=np.array([[True, False], [True, True]]))  # shape (2, 1)
    array([[1.],
           [2.]])
    """
    xp = arrays.namespace(Q=Q, K=K, V=V, mask=mask)
    arrays.require_floats(xp, Q=Q, K=K, V=V)
    arrays.require_rows(Q=Q, K=K, V=V)
    arrays.require_common_batch(Q=Q, K=K, V=V)
    arrays.require_same_n(K, V)
    if Q.shape[-1] == 0:
        raise ValueError("Q has d_k = 0; queries without entries ask nothing.")
    arrays.require_one_d_k(Q, K)
    if mask is not None:
        scores = (*np.broadcast_shapes(Q.shape[:-2], K.shape[:-2]), Q.shape[-2], K.shape[-2])
        arrays.require_mask(xp, mask, scores)
    if not isinstance(Q, np.ndarray):
        return _fused(Q, K, V, mask)
    return _fused(_shared(Q), _shared(K), _shared(V), None if mask is None else _shared(mask)).numpy()


def _shared(array: np.ndarray[Any, Any]) -> Any:
    """Let PyTorch read a NumPy array where it lies, also a read-only one; copy what it can't read."""
    from torch import from_numpy
    from torch.utils.dlpack import from_dlpack

    if min(array.strides, default=0) < 0:
        array = array.copy()
    try:
        return from_dlpack(array)  # from_numpy would warn of a read-only array
    except BufferError:  # the other byte order, steps of half an entry, or read-only in a NumPy before 2.1
        return from_numpy(array.astype(array.dtype.newbyteorder("=")))


def _fused(Q: Any, K: Any, V: Any, mask: Any) -> Any:
    """Hand PyTorch what its fused kernels take: all else falls to a slow path that holds all scores.

    They want four axes, a full batch, the entries of a row side by side, and on the CPU d_v = d_k.
    Most of that are views. Rows are copied, or filled up with zeros, which change no dot product,
    because their n d entries are fewer than n² scores.
    """
    import torch
    from torch.nn.functional import pad, scaled_dot_product_attention

    dtype = torch.promote_types(torch.promote_types(Q.dtype, K.dtype), V.dtype)
    batch = np.broadcast_shapes(*{X.shape[:-2] for X in (Q, K, V)})
    axes = (1,) * (2 - len(batch)) + batch  # at least two of them
    d_k, d_v = Q.shape[-1], V.shape[-1]
    d = max(d_k, d_v) if Q.device.type == "cpu" else 0

    def four_axes(X: Any) -> Any:  # what need not be done is not: on 512 positions a step too many is felt
        if X.dtype != dtype:
            X = X.to(dtype)
        if X.shape[-1] < d:
            X = pad(X, (0, d - X.shape[-1]))
        elif X.stride(-1) != 1:
            X = X.contiguous()
        if X.shape[:-2] != axes:
            X = X.expand(*axes, *X.shape[-2:])
        return X if X.ndim == 4 else X.flatten(0, -4)  # (b, h, n, d)

    if mask is not None:  # its axes of length 1 stay: PyTorch makes 4 bytes of every entry
        mask = mask[(None,) * (len(axes) + 2 - mask.ndim)]
        first = axes[:-1] if max(mask.shape[:-3]) > 1 else mask.shape[:-3]
        mask = mask.expand(*first, *mask.shape[-3:]).flatten(0, -4)  # (b or 1, h or 1, n_q or 1, n_k or 1)
    Q, K, V = four_axes(Q), four_axes(K), four_axes(V)
    output = scaled_dot_product_attention(Q, K, V, attn_mask=mask, scale=1 / math.sqrt(d_k))
    output = output[..., :d_v] if d_v < d else output
    return output if len(batch) == 2 else output.reshape(*batch, *output.shape[-2:])  # (..., n_q, d_v)
