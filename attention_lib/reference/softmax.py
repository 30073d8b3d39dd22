"""Chapter 2, softmax: how do scores become shares?"""

from attention_lib.reference.arrays import Array, namespace, require_axis, require_floats


def softmax(scores: Array, axis: int = -1) -> Array:
    r"""Turn the scores along an axis into positive shares that sum to 1.

    .. math:: w_j = \frac{e^{s_j - m}}{\sum_l e^{s_l - m}}, \qquad m = \max_l s_l

    Subtracting the maximum changes no share, for it cancels; it keeps the exponentials at most 1.

    Parameters
    ----------
    scores : array of any shape
        A score of -inf gets the share 0.
    axis : int
        The axis along which the shares sum to 1: the keys'.

    Returns
    -------
    array, shape as `scores`
        The shares. Where all scores are -inf there is nothing to share out: all are 0.

    Raises
    ------
    TypeError
        If `scores` is not an array of floating-point numbers.
    ValueError
        If it has no such axis.

    References
    ----------
    Bridle (1990), "Probabilistic interpretation of feedforward classification network outputs".

    Examples
    --------
    >>> import numpy as np
    >>> softmax(np.array([[0.0, 0.0], [1000.0, -np.inf]]))  # shape (2, 2)
    array([[0.5, 0.5],
           [1. , 0. ]])
    """
    xp = namespace(scores=scores)
    require_floats(xp, scores=scores)
    require_axis(axis, scores=scores)
    if scores.shape[axis] == 0:
        return xp.exp(scores)  # no keys, no shares
    largest = xp.max(scores, axis=axis, keepdims=True)
    # Where all are -inf, 0 is subtracted: -inf less -inf would be NaN.
    largest = xp.where(xp.isinf(largest), 0.0, largest)
    exps = xp.exp(scores - largest)
    # A long row's sum can be too large for float16.
    wide = xp.result_type(exps.dtype, xp.float32)
    total = xp.sum(exps, axis=axis, keepdims=True, dtype=wide)
    shares = exps / xp.where(total == 0, 1.0, total)
    return xp.astype(shares, scores.dtype, copy=False)
