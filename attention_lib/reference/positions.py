"""Chapter 11, positions: attention alone has no order; how do we give it one?"""

from array_api_compat import device as device_of

from attention_lib.reference.arrays import (
    Array,
    broadcasts_to,
    namespace,
    namespace_like,
    require_count,
    require_floats,
    require_rows,
)

BASE = 10000
"""The longest wavelength is about 2 pi times this many positions."""


def sinusoidal_positions(n: int, d_model: int, *, like: Array | None = None) -> Array:
    r"""Describe every position by sines and cosines of many wavelengths.

    .. math::

        P_{p,\,2i} = \sin \frac{p}{10000^{2i/d_\text{model}}}, \qquad
        P_{p,\,2i+1} = \cos \frac{p}{10000^{2i/d_\text{model}}}

    Parameters
    ----------
    n : int
        The number of positions.
    d_model : int
        Features of a position.
    like : array, optional
        The result is of this array's kind and dtype and on its device; without it, NumPy's float64.

    Returns
    -------
    array, shape (n, d_model)
        To be added to the features of the positions.

    Raises
    ------
    TypeError
        If n or d_model is no whole number, or `like` no array of floating-point numbers.
    ValueError
        If n is negative or d_model less than 1.

    References
    ----------
    Vaswani et al. (2017), section 3.5.

    Examples
    --------
    >>> import numpy as np
    >>> sinusoidal_positions(2, 4).round(4)  # shape (2, 4)
    array([[0.    , 1.    , 0.    , 1.    ],
           [0.8415, 0.5403, 0.01  , 1.    ]])
    """
    require_count("n", n)
    require_count("d_model", d_model, least=1)
    xp, device = namespace_like(like)
    if like is not None:
        require_floats(xp, like=like)
    dtype = xp.float64 if like is None else like.dtype
    column = xp.arange(d_model, device=device)
    wavelength = BASE ** (xp.astype(column - column % 2, xp.float64) / d_model)  # (d_model,), in pairs
    angle = xp.astype(xp.arange(n, device=device), xp.float64)[:, None] / wavelength  # (n, d_model)
    return xp.astype(xp.where(column % 2 == 0, xp.sin(angle), xp.cos(angle)), dtype)


def rope(x: Array, positions: Array) -> Array:
    r"""Turn each pair of neighbouring features by an angle that grows with the position.

    .. math::

        \begin{pmatrix} y_{2i} \\ y_{2i+1} \end{pmatrix} =
        \begin{pmatrix} \cos p\,\theta_i & -\sin p\,\theta_i \\ \sin p\,\theta_i & \cos p\,\theta_i \end{pmatrix}
        \begin{pmatrix} x_{2i} \\ x_{2i+1} \end{pmatrix}, \qquad \theta_i = 10000^{-2i/d}

    The score of a turned query and a turned key depends on the difference of their positions only.

    Parameters
    ----------
    x : array, shape (..., n, d)
        Queries or keys, one a row; d is even.
    positions : array, shape (n,) or (..., n)
        The position p of each row: whole numbers or fractions.

    Returns
    -------
    array, shape (..., n, d)
        The rows turned; their lengths are as before.

    Raises
    ------
    TypeError
        If x is not an array of floating-point numbers, positions not one of real numbers, or if
        their kinds or devices differ.
    ValueError
        If x has fewer than two axes, d is odd, or positions do not broadcast to the rows of x.

    References
    ----------
    Su et al. (2021), "RoFormer", section 3.2.2, equations 14 and 15.

    Examples
    --------
    A quarter of a turn for the one pair of the second row:

    >>> import numpy as np
    >>> rope(np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([0.0, np.pi / 2])).round(4)  # shape (2, 2)
    array([[1., 0.],
           [0., 1.]])
    """
    xp = namespace(x=x, positions=positions)
    require_floats(xp, x=x)
    require_rows(x=x)
    *rows, d = x.shape
    if d % 2:
        raise ValueError(f"x has d = {d} features; they are turned in pairs, so d must be even.")
    if positions.ndim < 1 or not broadcasts_to(tuple(positions.shape), tuple(rows)):
        raise ValueError(f"positions has shape {tuple(positions.shape)}, the rows of x have {tuple(rows)}.")
    # Positions up to thousands leave float16 no digits for the angle.
    precise = xp.float64 if x.dtype == xp.float64 else xp.float32
    pair = xp.arange(0, d, 2, dtype=precise, device=device_of(x))
    angle = xp.astype(positions, precise)[..., None] * BASE ** (-pair / d)  # (..., n, d / 2)
    cos, sin = xp.astype(xp.cos(angle), x.dtype), xp.astype(xp.sin(angle), x.dtype)
    even, odd = x[..., 0::2], x[..., 1::2]  # (..., n, d / 2)
    turned = xp.stack([even * cos - odd * sin, even * sin + odd * cos], axis=-1)  # (..., n, d / 2, 2)
    return xp.reshape(turned, tuple(x.shape))


def alibi_bias(num_heads: int, n_q: int, n_k: int, *, like: Array | None = None) -> Array:
    r"""Penalise distance, by a slope of each head's own.

    .. math:: B_{aij} = -2^{-8a/h} \, |i - j|, \qquad a = 1, \dots, h

    The paper looks back only, at j up to i; here both directions count alike. The last query stands
    at the last key, as in decoding with a cache. Add the result to the scaled scores, before the
    softmax.

    Parameters
    ----------
    num_heads : int
        How many heads, h. The paper's slopes are for powers of two; the formula serves any number.
    n_q, n_k : int
        The number of queries and of keys.
    like : array, optional
        The result is of this array's kind and dtype and on its device; without it, NumPy's float64.

    Returns
    -------
    array, shape (num_heads, n_q, n_k)
        The bias, 0 where query and key are at the same position.

    Raises
    ------
    TypeError
        If a number is not whole, or `like` no array of floating-point numbers.
    ValueError
        If a number is negative, or `num_heads` less than 1.

    References
    ----------
    Press, Smith and Lewis (2022), "Train short, test long", section 3.

    Examples
    --------
    >>> alibi_bias(2, 2, 2)  # slopes 1/16 and 1/256, shape (2, 2, 2)
    array([[[ 0.        , -0.0625    ],
            [-0.0625    ,  0.        ]],
    <BLANKLINE>
           [[ 0.        , -0.00390625],
            [-0.00390625,  0.        ]]])
    """
    require_count("num_heads", num_heads, least=1)
    require_count("n_q", n_q)
    require_count("n_k", n_k)
    xp, device = namespace_like(like)
    if like is not None:
        require_floats(xp, like=like)
    dtype = xp.float64 if like is None else like.dtype
    head = xp.astype(xp.arange(1, num_heads + 1, device=device), xp.float64)
    slope = 2 ** (-8 * head / num_heads)  # (num_heads,)
    i = xp.arange(n_k - n_q, n_k, device=device)[:, None]
    j = xp.arange(n_k, device=device)[None, :]
    penalty = xp.astype(-xp.abs(i - j), xp.float64)  # (n_q, n_k)
    return xp.astype(slope[:, None, None] * penalty, dtype)  # (num_heads, n_q, n_k)
