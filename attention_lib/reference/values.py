"""Chapter 4, values: what is read out?"""

from attention_lib.reference.arrays import (
    Array,
    namespace,
    require_common_batch,
    require_floats,
    require_rows,
    require_same_n,
)
from attention_lib.reference.scaling import scaled_scores
from attention_lib.reference.softmax import softmax


def attention(Q: Array, K: Array, V: Array) -> tuple[Array, Array]:
    r"""Average the values, each weighted by how well its key answers the query.

    .. math:: Z = W V, \qquad W = \operatorname{softmax}\!\left(\frac{Q K^\top}{\sqrt{d_k}}\right)

    Parameters
    ----------
    Q : array, shape (..., n_q, d_k)
        The queries, one a row.
    K : array, shape (..., n_k, d_k)
        The keys, one a row.
    V : array, shape (..., n_k, d_v)
        The values, one a row, in the keys' order.

    Returns
    -------
    output : array, shape (..., n_q, d_v)
        Row i is the weighted average that query i reads.
    weights : array, shape (..., n_q, n_k)
        Each row sums to 1.

    Raises
    ------
    TypeError
        If an argument is not an array of floating-point numbers, or if kinds or devices differ.
    ValueError
        As `scaled_scores`, or if K and V have not the same number of rows.

    References
    ----------
    Vaswani et al. (2017), equation 1.

    Examples
    --------
    Two keys that answer equally well, so their values are averaged:

    >>> import numpy as np
    >>> Q, K, V = np.zeros((1, 2)), np.ones((2, 2)), np.array([[1.0, 0.0, 4.0], [3.0, 2.0, 0.0]])
    >>> output, weights = attention(Q, K, V)
    >>> output  # shape (1, 3)
    array([[2., 1., 2.]])
    >>> weights  # shape (1, 2)
    array([[0.5, 0.5]])
    """
    xp = namespace(Q=Q, K=K, V=V)
    require_floats(xp, Q=Q, K=K, V=V)
    require_rows(Q=Q, K=K, V=V)
    require_common_batch(Q=Q, K=K, V=V)
    require_same_n(K, V)
    scores = scaled_scores(Q, K)  # (..., n_q, n_k)
    weights = softmax(scores)  # (..., n_q, n_k)
    output = xp.matmul(weights, V)  # (..., n_q, d_v)
    return output, weights
