r"""Chapter 1, scores: how strongly does each query match each key?"""

from attention_lib.reference.arrays import (
    Array,
    namespace,
    require_common_batch,
    require_one_d_k,
    require_rows,
)


def dot_product_scores(Q: Array, K: Array) -> Array:
    r"""Compare every query with every key by a dot product.

    .. math:: S = Q K^\top, \qquad s_{ij} = q_i \cdot k_j = \sum_{c=1}^{d_k} q_{ic} \, k_{jc}

    Parameters
    ----------
    Q : array, shape (..., n_q, d_k)
        The queries, one a row.
    K : array, shape (..., n_k, d_k)
        The keys, one a row.

    Returns
    -------
    array, shape (..., n_q, n_k)
        Row i holds the scores of query i, one for each key. Leading batch axes broadcast.

    Raises
    ------
    TypeError
        If Q or K is not an array of real numbers, or if their kinds or devices differ.
    ValueError
        If Q or K has fewer than two axes, if their d_k differ, or if their batch axes do not
        broadcast.

    References
    ----------
    Luong, Pham and Manning (2015), section 3.1, the score "dot". Vaswani et al. (2017), equation 1,
    before the division by the square root of d_k.

    Examples
    --------
    Two queries, three keys, so a result of shape (2, 3):

    >>> import numpy as np
    >>> Q = np.array([[1.0, 2.0], [0.0, 1.0]])
    >>> K = np.array([[3.0, 0.0], [1.0, 1.0], [0.0, 2.0]])
    >>> dot_product_scores(Q, K)
    array([[3., 3., 4.],
           [0., 1., 2.]])
    """
    xp = namespace(Q=Q, K=K)
    require_rows(Q=Q, K=K)
    require_common_batch(Q=Q, K=K)
    require_one_d_k(Q, K)
    return xp.matmul(Q, xp.matrix_transpose(K))  # (..., n_q, n_k)


def additive_scores(Q: Array, K: Array, W_q: Array, W_k: Array, v: Array) -> Array:
    r"""Compare every query with every key by a small network with one hidden layer.

    .. math:: s_{ij} = v \cdot \tanh(q_i W_q + k_j W_k)

    Unlike a dot product, it can compare vectors of different lengths, and it has weights to learn.

    Parameters
    ----------
    Q : array, shape (..., n_q, d_q)
        The queries, one a row.
    K : array, shape (..., n_k, d_k)
        The keys, one a row.
    W_q : array, shape (d_q, d_h)
        Takes a query to the d_h hidden units.
    W_k : array, shape (d_k, d_h)
        Takes a key to the same hidden units.
    v : array, shape (d_h,)
        How much each hidden unit counts.

    Returns
    -------
    array, shape (..., n_q, n_k)
        Row i holds the scores of query i, one for each key.

    Raises
    ------
    TypeError
        If an argument is not an array of real numbers, or if their kinds or devices differ.
    ValueError
        If Q or K has fewer than two axes, if their batch axes do not broadcast, or if the weights
        fit neither each other nor the rows they multiply.

    References
    ----------
    Bahdanau, Cho and Bengio (2015), appendix A.1.2, the alignment model.

    Examples
    --------
    >>> import numpy as np
    >>> Q, K = np.array([[1.0, 0.0]]), np.array([[0.5], [-0.5]])
    >>> W_q, W_k, v = np.array([[1.0], [0.0]]), np.array([[2.0]]), np.array([1.0])
    >>> additive_scores(Q, K, W_q, W_k, v)  # tanh(1 + 1) and tanh(1 - 1)
    array([[0.96402758, 0.        ]])
    """
    xp = namespace(Q=Q, K=K, W_q=W_q, W_k=W_k, v=v)
    require_rows(Q=Q, K=K)
    require_common_batch(Q=Q, K=K)
    wanted = {"W_q": (Q.shape[-1], *v.shape), "W_k": (K.shape[-1], *v.shape)}
    for name, weight in (("W_q", W_q), ("W_k", W_k)):
        if v.ndim != 1 or tuple(weight.shape) != wanted[name]:
            raise ValueError(
                f"{name} has shape {tuple(weight.shape)}, v has {tuple(v.shape)}; {name} must be "
                f"({wanted[name][0]}, d_h), as wide as its rows are long, and v must be (d_h,)."
            )
    queries = xp.expand_dims(xp.matmul(Q, W_q), axis=-2)  # (..., n_q, 1, d_h)
    keys = xp.expand_dims(xp.matmul(K, W_k), axis=-3)  # (..., 1, n_k, d_h)
    return xp.matmul(xp.tanh(queries + keys), v)  # (..., n_q, n_k)
