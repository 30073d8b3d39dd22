"""Chapter 3, scaling: why are the scores divided by the square root of d_k?"""

import math

from attention_lib.reference.arrays import Array, namespace, require_floats, require_rows
from attention_lib.reference.scores import dot_product_scores


def scaled_scores(Q: Array, K: Array) -> Array:
    r"""Compare every query with every key by a dot product, and undo its growth with d_k.

    .. math:: S = \frac{Q K^\top}{\sqrt{d_k}}

    The sum of d_k products of independent entries with mean 0 and variance 1 has variance d_k.
    Divided by the square root of d_k, it has variance 1 again, whatever d_k is.

    Parameters
    ----------
    Q : array, shape (..., n_q, d_k)
        The queries, one a row.
    K : array, shape (..., n_k, d_k)
        The keys, one a row.

    Returns
    -------
    array, shape (..., n_q, n_k)
        The scores.

    Raises
    ------
    TypeError
        If Q or K is not an array of floating-point numbers, or if their kinds or devices differ.
    ValueError
        As `dot_product_scores`, or if d_k is 0.

    References
    ----------
    Vaswani et al. (2017), equation 1 and its footnote 4.

    Examples
    --------
    >>> import numpy as np
    >>> scaled_scores(np.ones((1, 16)), np.ones((2, 16)))  # 16 / 4, shape (1, 2)
    array([[4., 4.]])
    """
    xp = namespace(Q=Q, K=K)
    require_floats(xp, Q=Q, K=K)
    require_rows(Q=Q, K=K)
    d_k = Q.shape[-1]
    if d_k == 0:
        raise ValueError("Q has d_k = 0; queries without entries ask nothing.")
    # Divided before the product: in float16 the product itself could overflow.
    return dot_product_scores(Q / math.sqrt(d_k), K)  # (..., n_q, n_k)
