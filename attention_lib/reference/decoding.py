"""Chapter 13, decoding: what need not be computed again when a text grows by one word?"""

from attention_lib.reference.arrays import (
    Array,
    namespace,
    require_count,
    require_floats,
    require_product,
    require_rows,
)
from attention_lib.reference.heads import combine_heads, split_heads
from attention_lib.reference.masks import attention
from attention_lib.reference.multi_head import for_heads


def append_kv(K_cache: Array, V_cache: Array, k: Array, v: Array) -> tuple[Array, Array]:
    r"""Keep the newest position's key and value with those of the positions before it.

    .. math:: K' = \begin{pmatrix} K \\ k \end{pmatrix}, \qquad V' = \begin{pmatrix} V \\ v \end{pmatrix}

    Parameters
    ----------
    K_cache : array, shape (..., t, d_k)
        The keys so far; t may be 0.
    V_cache : array, shape (..., t, d_v)
        The values so far.
    k : array, shape (..., 1, d_k)
        The new key.
    v : array, shape (..., 1, d_v)
        The new value.

    Returns
    -------
    K_cache : array, shape (..., t + 1, d_k)
        A new array; the old one is left as it was.
    V_cache : array, shape (..., t + 1, d_v)
        Likewise.

    Raises
    ------
    TypeError
        If an argument is not an array of real numbers, or if their kinds or devices differ.
    ValueError
        If k or v is not one row that fits its cache, or the caches are not equally long.

    References
    ----------
    Shazeer (2019), "Fast Transformer Decoding", section 2.4.

    Examples
    --------
    >>> import numpy as np
    >>> K_cache, V_cache = append_kv(np.zeros((2, 4)), np.zeros((2, 3)), np.ones((1, 4)), np.ones((1, 3)))
    >>> K_cache.shape, V_cache.shape
    ((3, 4), (3, 3))
    """
    xp = namespace(K_cache=K_cache, V_cache=V_cache, k=k, v=v)
    require_rows(K_cache=K_cache, V_cache=V_cache, k=k, v=v)
    for name, cache, row in (("k", K_cache, k), ("v", V_cache, v)):
        wanted = (*cache.shape[:-2], 1, cache.shape[-1])
        if tuple(row.shape) != wanted:
            raise ValueError(
                f"{name} has shape {tuple(row.shape)}, its cache has {tuple(cache.shape)}; "
                f"{name} must be one row, {wanted}."
            )
    if K_cache.shape[-2] != V_cache.shape[-2]:
        raise ValueError(f"K_cache has {K_cache.shape[-2]} rows, V_cache has {V_cache.shape[-2]}.")
    return xp.concat([K_cache, k], axis=-2), xp.concat([V_cache, v], axis=-2)


def attend_one(q: Array, K_cache: Array, V_cache: Array) -> tuple[Array, Array]:
    r"""Let the newest position attend to all that the cache holds.

    .. math:: z = \operatorname{softmax}\!\left(\frac{q K^\top}{\sqrt{d_k}}\right) V

    No mask is needed: whatever is in the cache lies in the past.

    Parameters
    ----------
    q : array, shape (..., 1, d_k)
        The newest position's query.
    K_cache : array, shape (..., t, d_k)
        The keys so far, the newest position's included.
    V_cache : array, shape (..., t, d_v)
        The values so far.

    Returns
    -------
    output : array, shape (..., 1, d_v)
        What the query reads.
    weights : array, shape (..., 1, t)
        One weight a position.

    Raises
    ------
    TypeError
        As `attention`.
    ValueError
        As `attention`, or if q is not one row.

    References
    ----------
    Shazeer (2019), "Fast Transformer Decoding", section 2.4.

    Examples
    --------
    >>> import numpy as np
    >>> output, weights = attend_one(np.zeros((1, 2)), np.ones((4, 2)), np.arange(4.0)[:, None])
    >>> output, weights  # shapes (1, 1), (1, 4)
    (array([[1.5]]), array([[0.25, 0.25, 0.25, 0.25]]))
    """
    namespace(q=q, K_cache=K_cache, V_cache=V_cache)
    require_rows(q=q)
    if q.shape[-2] != 1:
        raise ValueError(f"q has shape {tuple(q.shape)}; it must be one row, (..., 1, d_k).")
    return attention(q, K_cache, V_cache)


def grouped_query_attention(
    X_q: Array,
    X_kv: Array,
    W_q: Array,
    W_k: Array,
    W_v: Array,
    W_o: Array,
    num_heads: int,
    num_kv_heads: int,
    mask: Array | None = None,
) -> tuple[Array, Array]:
    r"""Attend with several heads, of which groups share their keys and values.

    .. math:: Z_i = \operatorname{attention}(Q_i, K_g, V_g), \qquad g = \lfloor i\, h_{kv} / h \rfloor

    The cache shrinks by h / h_kv. With h_kv = h this is multi-head attention, with h_kv = 1
    multi-query attention.

    Parameters
    ----------
    X_q : array, shape (..., n_q, d_model)
        The sequence that asks.
    X_kv : array, shape (..., n_k, d_model)
        The sequence that answers.
    W_q, W_o : array, shape (d_model, d_model)
        The map to queries, and the one that mixes the heads.
    W_k, W_v : array, shape (d_model, num_kv_heads * d_k)
        The maps to the keys and values that are shared.
    num_heads : int
        How many heads ask, h.
    num_kv_heads : int
        How many heads of keys and values there are, h_kv; h is a multiple of it.
    mask : boolean array, optional
        As in `multi_head_attention`.

    Returns
    -------
    output : array, shape (..., n_q, d_model)
        What the heads have read, mixed.
    weights : array, shape (..., h, n_q, n_k)
        Each head's own.

    Raises
    ------
    TypeError
        As `multi_head_attention`.
    ValueError
        As `multi_head_attention`, or if h is not a multiple of h_kv.

    References
    ----------
    Shazeer (2019), section 3; Ainslie et al. (2023), "GQA", section 2.2.

    Examples
    --------
    >>> import numpy as np
    >>> X, W, W_shared = np.ones((3, 8)), np.eye(8), np.ones((8, 4))
    >>> output, weights = grouped_query_attention(X, X, W, W_shared, W_shared, W, 4, 2)
    >>> output.shape, weights.shape
    ((3, 8), (4, 3, 3))
    """
    xp = namespace(X_q=X_q, X_kv=X_kv, W_q=W_q, W_k=W_k, W_v=W_v, W_o=W_o, mask=mask)
    require_floats(xp, X_q=X_q, X_kv=X_kv, W_q=W_q, W_k=W_k, W_v=W_v, W_o=W_o)
    require_rows(X_q=X_q, X_kv=X_kv)
    require_product(X_q=X_q, W_q=W_q)
    require_product(X_kv=X_kv, W_k=W_k)
    require_product(X_kv=X_kv, W_v=W_v)
    require_count("num_heads", num_heads, least=1)
    require_count("num_kv_heads", num_kv_heads, least=1)
    if num_heads % num_kv_heads:
        raise ValueError(f"{num_heads} heads can't share {num_kv_heads} heads of keys and values equally.")
    group = num_heads // num_kv_heads
    Q = split_heads(xp.matmul(X_q, W_q), num_heads)  # (..., h, n_q, d_k)
    K = xp.repeat(split_heads(xp.matmul(X_kv, W_k), num_kv_heads), group, axis=-3)  # (..., h, n_k, d_k)
    V = xp.repeat(split_heads(xp.matmul(X_kv, W_v), num_kv_heads), group, axis=-3)  # (..., h, n_k, d_v)
    Z, weights = attention(Q, K, V, for_heads(mask, X_q, X_kv))  # (..., h, n_q, d_v)
    heads = combine_heads(Z)  # (..., n_q, h d_v)
    require_product(heads=heads, W_o=W_o)
    return xp.matmul(heads, W_o), weights
