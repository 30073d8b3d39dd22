"""What is known of an object that a learner's code returned: plain data, read without trusting the object.

Reading happens where the object is, judging may happen elsewhere. Nothing here knows a right answer.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from attention_lib.check.call import type_name
from attention_lib.check.problem import Array

LARGEST = 1_000_000
"""Numbers that are looked at in a result; the right ones have far fewer."""

MOST_ENTRIES = 16
"""Entries of a tuple or list that are looked at."""

LONGEST_NAME = 200
"""Characters of a name."""

FAR = 2**62
"""Whole numbers are told apart up to here."""


@dataclass(frozen=True, eq=False)
class Value:
    """An object, as plain data.

    Attributes
    ----------
    sort : str
        "none", "tuple", "list", "array", "number" or "other".
    type : str
        What its type is called.
    array : array or None
        A copy of the real numbers, or truth values, in an array or number; none where there are too many.
    dtype : str
        Of an array or number; empty where it can't be read.
    shape : tuple of int
        Of an array or number.
    whole : int or None
        The whole number that it is, if it is one.
    length : int
        Of a tuple or list.
    entries : tuple of Value
        Those of a tuple or list that is not long.
    from_torch : bool
        Whether its type is one of PyTorch's.
    """

    sort: str
    type: str
    array: Array | None = None
    dtype: str = ""
    shape: tuple[int, ...] = ()
    whole: int | None = None
    length: int = 0
    entries: tuple["Value", ...] = ()
    from_torch: bool = False

    @property
    def is_sequence(self) -> bool:
        """Whether it is a tuple or a list."""
        return self.sort in ("tuple", "list")

    def packed(self) -> dict[str, Any]:
        """The same as dictionaries and lists, which can be sent."""
        return vars(self) | {"shape": list(self.shape), "entries": [entry.packed() for entry in self.entries]}


def look_at(value: Any, entries: bool = True) -> Value:
    """Say what an object is, whatever it says of itself.

    Examples
    --------
    >>> look_at((1.5, None)).entries[1].sort
    'none'
    """
    kind = type(value)
    known: dict[str, Any] = {
        "sort": "other",
        "type": type_name(value)[:LONGEST_NAME],
        "from_torch": str.split(_module_name(kind), ".")[0] == "torch",
    }
    if value is None:
        known["sort"] = "none"
    elif issubclass(kind, tuple | list):
        base = tuple if issubclass(kind, tuple) else list
        known |= {"sort": base.__name__, "length": base.__len__(value)}
        if entries and known["length"] <= MOST_ENTRIES:
            known["entries"] = tuple(look_at(entry, entries=False) for entry in base.__iter__(value))
    elif issubclass(kind, np.ndarray | np.generic | int | float):
        known["sort"] = "array" if issubclass(kind, np.ndarray) else "number"
        known |= _numbers(value)
        if issubclass(kind, int | np.integer):
            whole = int.__int__(value) if issubclass(kind, int) else int(np.asarray(value))
            known["whole"] = max(-FAR, min(whole, FAR))
    return Value(**known)


def _numbers(value: Any) -> dict[str, Any]:
    shape = plain(value).shape if issubclass(type(value), np.ndarray) else ()
    try:
        array = np.asarray(value)  # a plain array: no subclass gets to compare itself
        known: dict[str, Any] = {"shape": array.shape, "dtype": str(array.dtype)[:LONGEST_NAME]}
        if array.size <= LARGEST and array.dtype.kind in "biuf":
            known["array"] = array.copy()
    except Exception:
        return {"shape": shape}
    return known


def as_array(value: Value, boolean: bool = False) -> tuple[Array | None, str | None]:
    """Take a NumPy array of real numbers as it is; say of anything else what it is and what to do.

    Where the result is `boolean`, true and false are taken too.

    Examples
    --------
    >>> as_array(look_at(None))[1]
    'It returned None: is there a return statement at its end?'
    """
    if value.sort == "none":
        return None, "It returned None: is there a return statement at its end?"
    if value.from_torch:
        return None, "It returned a PyTorch tensor where NumPy came in; return a NumPy array (.numpy())."
    if value.sort == "tuple":
        return None, f"It returned a tuple of {value.length}: is there a comma too many after return?"
    if value.sort not in ("array", "number"):
        return None, f"It returned a {value.type}; return a NumPy array (np.array(...) makes one)."
    if not value.dtype:
        return None, f"It returned a {value.type} that can't be read as numbers."
    if math.prod(value.shape) > LARGEST:
        return (
            None,
            f"It returned an array of shape {value.shape}, far more numbers than there should be.",
        )
    if value.array is None:
        return None, f"It returned an array of {value.dtype}; its numbers must be real."
    if value.array.dtype.kind == "b" and not boolean:
        return None, "It returned true and false where numbers are wanted."
    return value.array, None


def as_number(value: Value, boolean: bool = False) -> tuple[Array | None, str | None]:
    """Take one number as an array without axes; say of anything else what it is.

    Examples
    --------
    >>> as_number(look_at([2.0]))[1]
    'Return one number; this is of type list.'
    """
    if value.sort in ("array", "number") and value.shape:
        return None, f"Return one number; this is an array of shape {value.shape}."
    if value.sort not in ("none", "array", "number"):
        return None, f"Return one number; this is of type {value.type}."
    return as_array(value, boolean)


def plain(value: Any) -> Array:
    """An array as one of NumPy's own, which no class of a student's can speak for."""
    array: Array = np.ndarray.view(value, np.ndarray)
    return array


def _module_name(kind: type) -> str:
    """Where a type comes from, or nothing, whatever its own attributes say."""
    name = type.__dict__["__module__"].__get__(kind)
    return name if issubclass(type(name), str) else ""


def same(before: Any, after: Any) -> bool:
    """Whether an argument is still what it was."""
    if isinstance(before, list):  # of numbers; what is none may say of itself that it equals everything
        kinds = [type(entry) for entry in before]
        return type(after) is list and [type(entry) for entry in after] == kinds and after == before
    if not isinstance(before, np.ndarray):
        return True
    if type(after) is not np.ndarray or after.shape != before.shape or after.dtype != before.dtype:
        return False
    return after.tobytes() == before.tobytes()


def parts_of(value: Any) -> Sequence[Any]:
    """The objects in a tuple or list that is not long, or the one object that is none."""
    base = next((base for base in (tuple, list) if issubclass(type(value), base)), None)
    if base is None:
        return (value,)
    return tuple(base.__iter__(value)) if base.__len__(value) <= MOST_ENTRIES else ()


def shares_memory(value: Any, other: Any) -> bool:
    """Whether an array of the one lies in the memory of one of the other."""
    return any(
        issubclass(type(a), np.ndarray)
        and issubclass(type(b), np.ndarray)
        and np.may_share_memory(plain(a), plain(b))
        for a in parts_of(value)
        for b in parts_of(other)
    )
