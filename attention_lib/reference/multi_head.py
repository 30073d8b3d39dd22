"""Chapter 8, multi-head attention: how does one vector come of what several heads have read?"""

from attention_lib.reference.arrays import Array, namespace, require_floats, require_product, require_rows
from attention_lib.reference.heads import combine_heads, split_heads
from attention_lib.reference.masks import attention


def multi_head_attention(
    X_q: Array,
    X_kv: Array,
    W_q: Array,
    W_k: Array,
    W_v: Array,
    W_o: Array,
    num_heads: int,
    mask: Array | None = None,
) -> tuple[Array, Array]:
    r"""Attend with several heads, each on its own share of the features, and mix what they read.

    .. math::

        Z_i = \operatorname{softmax}\!\left(\frac{Q_i K_i^\top}{\sqrt{d_k}}\right) V_i, \qquad
        Y = \operatorname{Concat}(Z_1, \dots, Z_h)\, W_o

    Q_i, K_i and V_i are the i-th blocks of the columns of X_q W_q, X_kv W_k and X_kv W_v.

    Parameters
    ----------
    X_q : array, shape (..., n_q, d_model)
        The sequence that asks.
    X_kv : array, shape (..., n_k, d_model)
        The sequence that answers; the same one for self-attention.
    W_q, W_k, W_v, W_o : array, shape (d_model, d_model)
        The maps to queries, keys and values, and the one that mixes the heads.
    num_heads : int
        How many heads, h; each has d_k = d_model / h features.
    mask : boolean array, optional
        True where a query may attend. Of shape (n_q, n_k) or (..., n_q, n_k) it holds for all
        heads; with one axis more than X_q and X_kv, it has an axis of heads, (..., h, n_q, n_k).

    Returns
    -------
    output : array, shape (..., n_q, d_model)
        What the heads have read, mixed.
    weights : array, shape (..., h, n_q, n_k)
        Each head's own.

    Raises
    ------
    TypeError
        If an argument is not an array of floating-point numbers, the mask not one of booleans, or
        if kinds or devices differ.
    ValueError
        If sizes do not fit, or the columns can't be shared equally by the heads.

    References
    ----------
    Vaswani et al. (2017), section 3.2.2.

    Examples
    --------
    >>> import numpy as np
    >>> X, W = np.ones((3, 4)), np.eye(4)
    >>> output, weights = multi_head_attention(X, X, W, W, W, W, num_heads=2)
    >>> output.shape, weights.shape
    ((3, 4), (2, 3, 3))
    """
    xp = namespace(X_q=X_q, X_kv=X_kv, W_q=W_q, W_k=W_k, W_v=W_v, W_o=W_o, mask=mask)
    require_floats(xp, X_q=X_q, X_kv=X_kv, W_q=W_q, W_k=W_k, W_v=W_v, W_o=W_o)
    require_rows(X_q=X_q, X_kv=X_kv)
    require_product(X_q=X_q, W_q=W_q)
    require_product(X_kv=X_kv, W_k=W_k)
    require_product(X_kv=X_kv, W_v=W_v)
    require_product(W_v=W_v, W_o=W_o)
    Q = split_heads(xp.matmul(X_q, W_q), num_heads)  # (..., h, n_q, d_k)
    K = split_heads(xp.matmul(X_kv, W_k), num_heads)  # (..., h, n_k, d_k)
    V = split_heads(xp.matmul(X_kv, W_v), num_heads)  # (..., h, n_k, d_k)
    mask = for_heads(mask, X_q, X_kv)  # with an axis for the heads
    Z, weights = attention(Q, K, V, mask)  # (..., h, n_q, d_k)
    heads = combine_heads(Z)  # (..., n_q, d_model)
    return xp.matmul(heads, W_o), weights


def for_heads(mask: Array | None, X_q: Array, X_kv: Array) -> Array | None:
    """Give a mask that holds for all heads an axis for them, where it has none."""
    if mask is None or mask.ndim > max(X_q.ndim, X_kv.ndim) or mask.ndim < 2:
        return mask
    return mask[..., None, :, :]  # (..., 1, n_q, n_k)
