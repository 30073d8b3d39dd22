"""What every function asks of its arrays before it computes: errors at the door, in words."""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from array_api_compat import array_namespace, device, is_array_api_obj

Array: TypeAlias = Any
"""A NumPy array or a PyTorch tensor."""


def namespace(*, mask: Array | None = None, **arrays: Array) -> Any:
    """Find the functions (NumPy's or PyTorch's) that compute with these arrays.

    Parameters
    ----------
    mask : array, optional
        The one argument that need not hold numbers.
    **arrays
        The others, each under the name that the caller's reader knows.

    Returns
    -------
    module
        The array API namespace that all of them share.

    Raises
    ------
    TypeError
        If one is not an array of real numbers, or if their kinds or devices differ.

    Examples
    --------
    >>> import numpy as np
    >>> namespace(Q=np.ones((2, 3))).sqrt(np.asarray(4.0)).item()
    2.0
    """
    given = arrays if mask is None else {**arrays, "mask": mask}
    # NumPy's own arrays are of one kind and at one place, and asking each for it costs more than to attend.
    xp = _NUMPY if all(type(array) is np.ndarray for array in given.values()) else _shared_by(given)
    for name, array in arrays.items():
        if not _is_real(xp, array.dtype):
            raise TypeError(f"{name} has dtype {array.dtype}; attention computes with real numbers.")
    return xp


def _shared_by(given: Mapping[str, Array]) -> Any:
    """Find the namespace of all arrays, and say in words if they have none in common."""
    for name, array in given.items():
        if not is_array_api_obj(array):
            raise TypeError(
                f"{name} is a {type(array).__name__}; it must be a NumPy array or a PyTorch tensor."
            )
    kinds = {name: type(array).__module__.split(".")[0] for name, array in given.items()}
    if len(set(kinds.values())) > 1:
        raise TypeError(f"All arrays must be of one kind: {_each('is from', kinds)}.")
    devices = {name: device(array) for name, array in given.items()}
    if len(set(devices.values())) > 1:
        raise TypeError(f"All arrays must be on one device: {_each('is on', devices)}.")
    return array_namespace(*given.values())


_NUMPY = array_namespace(np.empty(0))


@cache
def _is_real(xp: Any, dtype: Any) -> bool:
    real: bool = xp.isdtype(dtype, ("integral", "real floating"))
    return real


def namespace_like(like: Array | None) -> tuple[Any, Any]:
    """Find the functions and the device for a new array: those of `like`, or else NumPy's."""
    example = np.empty(0) if like is None else like
    return namespace(like=example), device(example)


def require_floats(xp: Any, **arrays: Array) -> None:
    """Refuse whole numbers, where the result could not be of their dtype.

    Raises
    ------
    TypeError
        If an array's numbers are not floating-point.
    """
    for name, array in arrays.items():
        if not xp.isdtype(array.dtype, "real floating"):
            raise TypeError(
                f"{name} has dtype {array.dtype}; weights are fractions, so make it floating-point first."
            )


def require_axis(axis: int, **arrays: Array) -> None:
    """Refuse an axis that an array has not.

    Raises
    ------
    ValueError
        If an array has fewer axes.
    """
    for name, array in arrays.items():
        if not -array.ndim <= axis < array.ndim:
            raise ValueError(f"{name} has shape {tuple(array.shape)}; it has no axis {axis}.")


def require_count(name: str, count: int, least: int = 0) -> None:
    """Refuse what is no whole number, or too small a one.

    Raises
    ------
    TypeError
        If it is no integer.
    ValueError
        If it is less than `least`.
    """
    if isinstance(count, bool) or not isinstance(count, int | np.integer):
        raise TypeError(f"{name} must be a whole number; it is {count!r}.")
    if count < least:
        raise ValueError(f"{name} must be at least {least}; it is {count}.")


def require_rows(**arrays: Array) -> None:
    """Refuse an array without the two axes (..., n, d): positions and features.

    Raises
    ------
    ValueError
        If an array has fewer than two axes.
    """
    for name, array in arrays.items():
        if array.ndim < 2:
            raise ValueError(
                f"{name} has shape {tuple(array.shape)}; "
                "it needs at least two axes, (n, d), one row a position."
            )


def require_common_batch(**arrays: Array) -> None:
    """Refuse leading batch axes that do not broadcast against each other.

    Raises
    ------
    ValueError
        If the axes before the last two fit together in no way.
    """
    batches = {name: tuple(array.shape[:-2]) for name, array in arrays.items()}
    try:
        np.broadcast_shapes(*set(batches.values()))
    except ValueError:
        raise ValueError(f"The batch axes do not fit together: {_each('has', batches)}.") from None


def require_one_d_k(Q: Array, K: Array) -> None:
    """Refuse queries and keys of different lengths.

    Raises
    ------
    ValueError
        If the last axes of Q and K differ.
    """
    if Q.shape[-1] != K.shape[-1]:
        raise ValueError(
            f"Q has d_k = {Q.shape[-1]} in its last axis, K has {K.shape[-1]}; "
            "a dot product needs the two to agree."
        )


def require_same_n(K: Array, V: Array) -> None:
    """Refuse keys and values that are not as many.

    Raises
    ------
    ValueError
        If K and V differ in the last axis but one.
    """
    if K.shape[-2] != V.shape[-2]:
        raise ValueError(
            f"K has n_k = {K.shape[-2]} rows, V has {V.shape[-2]}; every key needs its own value."
        )


def require_product(**factors: Array) -> None:
    """Refuse a weight matrix, the second factor, that is none or does not fit the rows of the first.

    Raises
    ------
    ValueError
        If it is no matrix, or has not as many rows as the first factor has columns.
    """
    (x, X), (w, W) = factors.items()
    if W.ndim != 2 or X.shape[-1] != W.shape[0]:
        raise ValueError(
            f"{x} has shape {tuple(X.shape)}, {w} has {tuple(W.shape)}; for the product {x} {w}, "
            f"{w} must be a matrix with {X.shape[-1]} rows."
        )


def require_mask(xp: Any, mask: Array, scores: tuple[int, ...]) -> None:
    """Refuse a mask that is not boolean, or does not broadcast to the shape of the scores.

    Raises
    ------
    TypeError
        If the mask is not boolean.
    ValueError
        If its shape does not broadcast to that of the scores.
    """
    if not xp.isdtype(mask.dtype, "bool"):
        raise TypeError(
            f"The mask has dtype {mask.dtype}; it must be boolean, True where a query may attend. "
            "Of an additive mask (0 or -inf) that is mask == 0; of one of ones and zeros, mask == 1."
        )
    if not broadcasts_to(tuple(mask.shape), scores):
        raise ValueError(
            f"The mask has shape {tuple(mask.shape)}, the scores have {scores}; it must broadcast to them."
        )


def broadcasts_to(shape: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    """Tell whether an array of one shape stretches to another, which itself stays as it is."""
    try:
        return np.broadcast_shapes(shape, wanted) == wanted
    except ValueError:
        return False


def _each(verb: str, facts: dict[str, Any]) -> str:
    return ", ".join(f"{name} {verb} {fact}" for name, fact in facts.items())
