"""Chapter 10, gradients: how does attention learn?"""

import math

from attention_lib.reference.arrays import Array, namespace, require_floats
from attention_lib.reference.masks import attention


def attention_backward(
    dO: Array, Q: Array, K: Array, V: Array, mask: Array | None = None
) -> tuple[Array, Array, Array]:
    r"""Carry the gradient of a loss from attention's output back to Q, K and V.

    .. math::

        \begin{aligned}
        dV &= W^\top dO, \qquad dW = dO\, V^\top \\
        dS_{ij} &= W_{ij} \bigl(dW_{ij} - \textstyle\sum_l W_{il}\, dW_{il}\bigr) \\
        dQ &= dS\, K / \sqrt{d_k}, \qquad dK = dS^\top Q / \sqrt{d_k}
        \end{aligned}

    Parameters
    ----------
    dO : array, shape (..., n_q, d_v)
        The gradient of the loss with respect to the output.
    Q : array, shape (..., n_q, d_k)
        The queries, one a row.
    K : array, shape (..., n_k, d_k)
        The keys, one a row.
    V : array, shape (..., n_k, d_v)
        The values, one a row.
    mask : boolean array, broadcasting to (..., n_q, n_k), optional
        True where query i may attend to key j.

    Returns
    -------
    dQ, dK, dV : array
        Each of the shape of Q, K or V. A query that may attend to nothing gets and gives 0.

    Raises
    ------
    TypeError
        As `attention`.
    ValueError
        As `attention`; or if the batch axes of all four are not the same (the gradient of an input
        that was broadcast would have to be summed); or if dO has not the output's shape.

    References
    ----------
    Dao et al. (2022), "FlashAttention", appendix B.2.

    Examples
    --------
    With one key its weight is 1 whatever the query: only V has a gradient.

    >>> import numpy as np
    >>> dQ, dK, dV = attention_backward(np.array([[5.0]]), np.ones((1, 2)), np.ones((1, 2)), np.ones((1, 1)))
    >>> dQ, dK, dV  # shapes (1, 2), (1, 2), (1, 1)
    (array([[0., 0.]]), array([[0., 0.]]), array([[5.]]))
    """
    xp = namespace(dO=dO, Q=Q, K=K, V=V, mask=mask)
    require_floats(xp, dO=dO)
    output, W = attention(Q, K, V, mask)
    if tuple(dO.shape) != tuple(output.shape):
        raise ValueError(
            f"dO has shape {tuple(dO.shape)}, the output has {tuple(output.shape)}; they must agree."
        )
    batches = {tuple(array.shape[:-2]) for array in (Q, K, V)}
    if len(batches) > 1:
        raise ValueError(f"The batch axes of Q, K and V must be the same; they are {sorted(batches)}.")
    scale = 1 / math.sqrt(Q.shape[-1])
    dV = xp.matmul(xp.matrix_transpose(W), dO)  # (..., n_k, d_v)
    dW = xp.matmul(dO, xp.matrix_transpose(V))  # (..., n_q, n_k)
    dS = W * (dW - xp.sum(W * dW, axis=-1, keepdims=True))  # (..., n_q, n_k)
    dQ = xp.matmul(dS, K) * scale  # (..., n_q, d_k)
    dK = xp.matmul(xp.matrix_transpose(dS), Q) * scale  # (..., n_k, d_k)
    return dQ, dK, dV
