"""Chapter 7, heads: why several small attentions rather than one large?"""

from attention_lib.reference.arrays import Array, namespace, require_count, require_rows


def split_heads(X: Array, num_heads: int) -> Array:
    r"""Cut the features of every position into consecutive blocks, one a head.

    .. math:: H_{i,p,c} = X_{p,\; i\, d_k + c}, \qquad d_k = d_\text{model} / h

    Parameters
    ----------
    X : array, shape (..., n, d_model)
        Queries, keys or values of all heads, side by side.
    num_heads : int
        How many heads, h.

    Returns
    -------
    array, shape (..., h, n, d_k)
        Head i has the features from i d_k up to (i + 1) d_k, of every position.

    Raises
    ------
    TypeError
        If X is not an array of real numbers, or `num_heads` no whole number.
    ValueError
        If X has fewer than two axes, or d_model is not a multiple of `num_heads`.

    References
    ----------
    Vaswani et al. (2017), section 3.2.2.

    Examples
    --------
    >>> import numpy as np
    >>> split_heads(np.array([[0, 1, 2, 3], [10, 11, 12, 13]]), 2)  # shape (2, 2, 2)
    array([[[ 0,  1],
            [10, 11]],
    <BLANKLINE>
           [[ 2,  3],
            [12, 13]]])
    """
    xp = namespace(X=X)
    require_rows(X=X)
    require_count("num_heads", num_heads, least=1)
    if X.shape[-1] % num_heads:
        raise ValueError(
            f"X has d_model = {X.shape[-1]} features; {num_heads} heads can't share them equally."
        )
    *batch, n, d_model = X.shape
    shape = (*batch, n, num_heads, d_model // num_heads)
    blocks = xp.reshape(X, shape)  # (..., n, h, d_k)
    return xp.moveaxis(blocks, -2, -3)  # (..., h, n, d_k)


def combine_heads(H: Array) -> Array:
    r"""Put the heads of every position side by side again: the inverse of `split_heads`.

    .. math:: Z = \operatorname{Concat}(Z_1, \dots, Z_h)

    Parameters
    ----------
    H : array, shape (..., h, n, d_k)
        What the heads have read.

    Returns
    -------
    array, shape (..., n, h d_k)
        The features of head 0 come first.

    Raises
    ------
    TypeError
        If H is not an array of real numbers.
    ValueError
        If H has fewer than three axes.

    References
    ----------
    Vaswani et al. (2017), section 3.2.2.

    Examples
    --------
    >>> import numpy as np
    >>> combine_heads(np.array([[[0, 1], [10, 11]], [[2, 3], [12, 13]]]))  # shape (2, 4)
    array([[ 0,  1,  2,  3],
           [10, 11, 12, 13]])
    """
    xp = namespace(H=H)
    if H.ndim < 3:
        raise ValueError(f"H has shape {tuple(H.shape)}; it needs at least three axes, (h, n, d_k).")
    *batch, num_heads, n, d_k = H.shape
    blocks = xp.moveaxis(H, -3, -2)  # (..., n, h, d_k)
    shape = (*batch, n, num_heads * d_k)
    return xp.reshape(blocks, shape)  # (..., n, d_model)
