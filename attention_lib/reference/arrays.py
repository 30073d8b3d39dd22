"""What every function asks of its arrays before it computes: errors at the door, in words."""

from typing import Any, TypeAlias

import numpy as np
from array_api_compat import array_namespace, device, is_array_api_obj

Array: TypeAlias = Any
"""A NumPy array or a PyTorch tensor."""


def namespace(**arrays: Array) -> Any:
    """Find the functions (NumPy's or PyTorch's) that compute with these arrays.

    Parameters
    ----------
    **arrays
        The arrays, each under the name that the caller's reader knows.

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
    for name, array in arrays.items():
        if not is_array_api_obj(array):
            raise TypeError(
                f"{name} is a {type(array).__name__}; it must be a NumPy array or a PyTorch tensor."
            )
    kinds = {name: type(array).__module__.split(".")[0] for name, array in arrays.items()}
    if len(set(kinds.values())) > 1:
        raise TypeError(f"All arrays must be of one kind: {_each('is from', kinds)}.")
    devices = {name: str(device(array)) for name, array in arrays.items()}
    if len(set(devices.values())) > 1:
        raise TypeError(f"All arrays must be on one device: {_each('is on', devices)}.")
    xp = array_namespace(*arrays.values())
    for name, array in arrays.items():
        if not xp.isdtype(array.dtype, ("integral", "real floating")):
            raise TypeError(f"{name} has dtype {array.dtype}; attention computes with real numbers.")
    return xp


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
        np.broadcast_shapes(*batches.values())
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


def _each(verb: str, facts: dict[str, Any]) -> str:
    return ", ".join(f"{name} {verb} {fact}" for name, fact in facts.items())
