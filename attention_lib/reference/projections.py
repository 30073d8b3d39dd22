"""Chapter 6, projections: where do Q, K and V come from?"""

from attention_lib.reference.arrays import Array, namespace, require_product, require_rows


def project_qkv(X: Array, W_q: Array, W_k: Array, W_v: Array) -> tuple[Array, Array, Array]:
    r"""Make queries, keys and values from the positions of one sequence.

    .. math:: Q = X W_q, \qquad K = X W_k, \qquad V = X W_v

    One product serves all positions: each row of the result comes from the same row of X alone.

    Parameters
    ----------
    X : array, shape (..., n, d_model)
        The sequence, one position a row.
    W_q, W_k : array, shape (d_model, d_k)
        The maps to queries and keys.
    W_v : array, shape (d_model, d_v)
        The map to values.

    Returns
    -------
    Q, K : array, shape (..., n, d_k)
        The queries and the keys.
    V : array, shape (..., n, d_v)
        The values.

    Raises
    ------
    TypeError
        If an argument is not an array of real numbers, or if their kinds or devices differ.
    ValueError
        If X has fewer than two axes, or a map is no matrix with d_model rows.

    References
    ----------
    Vaswani et al. (2017), section 3.2.2.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.array([[1.0, 2.0]])
    >>> Q, K, V = project_qkv(X, np.eye(2), 2 * np.eye(2), np.ones((2, 3)))
    >>> Q, K, V  # shapes (1, 2), (1, 2), (1, 3)
    (array([[1., 2.]]), array([[2., 4.]]), array([[3., 3., 3.]]))
    """
    xp = namespace(X=X, W_q=W_q, W_k=W_k, W_v=W_v)
    require_rows(X=X)
    require_product(X=X, W_q=W_q)
    require_product(X=X, W_k=W_k)
    require_product(X=X, W_v=W_v)
    return xp.matmul(X, W_q), xp.matmul(X, W_k), xp.matmul(X, W_v)
