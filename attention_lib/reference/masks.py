"""Chapter 5, masks: how do we forbid looking?"""

from collections.abc import Sequence

import numpy as np
from array_api_compat import device as device_of

from attention_lib.reference.arrays import (
    Array,
    namespace,
    namespace_like,
    require_common_batch,
    require_count,
    require_floats,
    require_mask,
    require_rows,
    require_same_n,
)
from attention_lib.reference.scaling import scaled_scores
from attention_lib.reference.softmax import softmax


def causal_mask(n: int, *, like: Array | None = None) -> Array:
    r"""Let every position attend to itself and to those before it.

    .. math:: M_{ij} = (j \le i)

    Parameters
    ----------
    n : int
        The number of positions.
    like : array, optional
        The mask is of this array's kind and on its device; without it, a NumPy array.

    Returns
    -------
    boolean array, shape (n, n)
        True where query i may attend to key j.

    Raises
    ------
    TypeError
        If n is no whole number, or `like` no array.
    ValueError
        If n is negative.

    References
    ----------
    Vaswani et al. (2017), section 3.2.3, the decoder's self-attention.

    Examples
    --------
    >>> causal_mask(3)  # shape (3, 3)
    array([[ True, False, False],
           [ True,  True, False],
           [ True,  True,  True]])
    """
    require_count("n", n)
    xp, device = namespace_like(like)
    positions = xp.arange(n, device=device)
    return positions[None, :] <= positions[:, None]  # (n, n): key j, query i


def padding_mask(lengths: Array | Sequence[int], n: int) -> Array:
    r"""Let nobody attend to the filling behind the end of a shorter sequence.

    .. math:: M_{b1j} = (j < \text{lengths}_b)

    Parameters
    ----------
    lengths : array of integers, shape (batch,), or sequence of int
        How many positions of each sequence are real.
    n : int
        The positions that all sequences of the batch are filled up to.

    Returns
    -------
    boolean array, shape (batch, 1, n)
        True where a key is real; the axis of length 1 broadcasts over the queries.

    Raises
    ------
    TypeError
        If `lengths` are no whole numbers, or n is none.
    ValueError
        If `lengths` has not one axis, or a length is negative or more than n.

    References
    ----------
    What ``key_padding_mask`` is to ``torch.nn.MultiheadAttention``, the other way round: there True
    means "may not attend".

    Examples
    --------
    >>> padding_mask([1, 3], 3)  # shape (2, 1, 3)
    array([[[ True, False, False]],
    <BLANKLINE>
           [[ True,  True,  True]]])
    """
    require_count("n", n)
    if isinstance(lengths, Sequence):
        for length in lengths:
            require_count("A length", length)
        lengths = np.asarray(lengths, dtype=np.int64)
    xp = namespace(lengths=lengths)
    if lengths.ndim != 1:
        raise ValueError(f"lengths has shape {tuple(lengths.shape)}; it must have one axis, (batch,).")
    if not xp.isdtype(lengths.dtype, "integral"):
        raise TypeError(f"lengths has dtype {lengths.dtype}; lengths are whole numbers.")
    if bool(xp.any(lengths < 0)) or bool(xp.any(lengths > n)):
        raise ValueError(f"Every length must lie between 0 and n = {n}; they are {lengths.tolist()}.")
    positions = xp.arange(n, device=device_of(lengths))
    return positions[None, None, :] < lengths[:, None, None]  # (batch, 1, n)


def attention(Q: Array, K: Array, V: Array, mask: Array | None = None) -> tuple[Array, Array]:
    r"""Average the values, of those keys to which a query may attend.

    .. math::

        Z = W V, \qquad W = \operatorname{softmax}(S), \qquad
        s_{ij} = \begin{cases} q_i \cdot k_j / \sqrt{d_k} & \text{if } M_{ij} \\ -\infty & \text{otherwise} \end{cases}

    Forbidden keys are taken out before the softmax, so what is left still sums to 1.

    Parameters
    ----------
    Q : array, shape (..., n_q, d_k)
        The queries, one a row.
    K : array, shape (..., n_k, d_k)
        The keys, one a row.
    V : array, shape (..., n_k, d_v)
        The values, one a row, in the keys' order.
    mask : boolean array, broadcasting to (..., n_q, n_k), optional
        True where query i may attend to key j. Without it, everywhere.

    Returns
    -------
    output : array, shape (..., n_q, d_v)
        Row i is the weighted average that query i reads.
    weights : array, shape (..., n_q, n_k)
        Exactly 0 where the mask is False. Each row sums to 1, or is all 0 (and so is its output)
        where a query may attend to nothing.

    Raises
    ------
    TypeError
        If an argument is not an array of floating-point numbers, the mask not one of booleans, or
        if kinds or devices differ.
    ValueError
        As `scaled_scores`; if K and V have not the same number of rows; or if the mask does not
        broadcast to the scores.

    References
    ----------
    Vaswani et al. (2017), section 3.2.3.

    Examples
    --------
    The second key is forbidden to the first query:

    >>> import numpy as np
    >>> Q, K, V = np.zeros((2, 4)), np.ones((2, 4)), np.array([[1.0], [3.0]])
    >>> output, weights = attention(Q, K, V, mask=causal_mask(2))
    >>> weights  # shape (2, 2)
    array([[1. , 0. ],
           [0.5, 0.5]])
    >>> output  # shape (2, 1)
    array([[1.],
           [2.]])
    """
    xp = namespace(Q=Q, K=K, V=V, mask=mask)
    require_floats(xp, Q=Q, K=K, V=V)
    require_rows(Q=Q, K=K, V=V)
    require_common_batch(Q=Q, K=K, V=V)
    require_same_n(K, V)
    scores = scaled_scores(Q, K)  # (..., n_q, n_k)
    if mask is not None:
        require_mask(xp, mask, tuple(scores.shape))
        scores = xp.where(mask, scores, -xp.inf)
    weights = softmax(scores)  # (..., n_q, n_k)
    output = xp.matmul(weights, V)  # (..., n_q, d_v)
    return output, weights
