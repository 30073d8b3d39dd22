"""Plain data over a socket: what the judge and a student's process say to each other.

Nothing that is read here is ever run, and no class is looked up by name: a message is numbers, words, arrays
and lists of them. Arrays travel as the bytes that they are.
"""

import json
import re
import socket
import struct
import time
from typing import Any

import numpy as np

MOST = 64 * 2**20
"""Bytes that one message may have."""

DEEPEST = 50
"""How deep lists may be nested."""

WIDEST = 1_000_000
"""Lists and dictionaries in one message: an empty list is two bytes on the way, and sixty here."""

NUMBERS = re.compile(r"[<>|][biufc][0-9]{1,2}")
"""Kinds of numbers as they are named on the way. NumPy reads more than that, Python expressions among it."""

_SIZES = struct.Struct("!QQ")  # of the JSON text, and of all arrays behind it


class Gone(Exception):
    """The other side has ended, or did not answer in time."""


class Garbled(Exception):
    """What came is no message, or too large a one."""


def send(connection: socket.socket, message: Any) -> None:
    """Send one message.

    Parameters
    ----------
    connection : socket.socket
        To the other side.
    message : object
        None, truth values, numbers, strings, NumPy arrays of numbers, tuples, lists, and dictionaries with
        strings for keys, nested as one likes.

    Raises
    ------
    Gone
        When nobody is there any more.
    TypeError
        For anything else in the message.
    """
    blobs: list[bytes] = []
    text = json.dumps(_pack(message, blobs)).encode()
    try:
        connection.sendall(_SIZES.pack(len(text), sum(map(len, blobs))) + text)
        for blob in blobs:
            connection.sendall(blob)
    except OSError as error:
        raise Gone from error


def receive(connection: socket.socket, seconds: float | None = None, most: int = MOST) -> Any:
    """Receive one message.

    Parameters
    ----------
    connection : socket.socket
        To the other side.
    seconds : float, optional
        How long to wait for the whole message; without it, for ever.
    most : int
        Bytes that are read at most.

    Returns
    -------
    object
        The message, equal to what was sent: tuples are tuples again, arrays have their dtype and shape.

    Raises
    ------
    Gone
        When the other side ended, or the time is up.
    Garbled
        When what came is no message, or too large.
    """
    until = None if seconds is None else time.monotonic() + seconds
    text_size, blob_size = _SIZES.unpack(_read(connection, _SIZES.size, until))
    if text_size + blob_size > most:
        raise Garbled(f"a message of {text_size + blob_size} bytes")
    text = _read(connection, text_size, until)
    if text.count(b"[") + text.count(b"{") > WIDEST:
        raise Garbled("a message of too many parts")
    blobs = memoryview(_read(connection, blob_size, until))
    try:
        return _Reader(blobs).read(json.loads(text), 0)
    except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RecursionError) as error:
        raise Garbled(str(error)) from None


def _read(connection: socket.socket, size: int, until: float | None) -> bytearray:
    data = bytearray(size)
    view, done = memoryview(data), 0
    while done < size:
        try:
            connection.settimeout(None if until is None else max(until - time.monotonic(), 1e-3))
            count = connection.recv_into(view[done:])
        except OSError as error:  # a time-out too
            raise Gone from error
        if count == 0:
            raise Gone
        done += count
    return data


def _pack(value: Any, blobs: list[bytes]) -> Any:
    """JSON holds lists, words and finite numbers; the rest is a dictionary with one key, its kind."""
    kind = type(value)
    if value is None or kind in (bool, int, str):
        return value
    if kind is float:
        return {"float": value.hex()}
    if kind is list:
        return [_pack(entry, blobs) for entry in value]
    if kind is tuple:
        return {"tuple": [_pack(entry, blobs) for entry in value]}
    if kind is dict:
        if any(type(key) is not str for key in value):
            raise TypeError("the keys of a message are strings")
        return {"dict": [[key, _pack(entry, blobs)] for key, entry in value.items()]}
    if kind is np.ndarray and value.dtype.kind in "biufc":
        # The layout goes along: what is computed may depend on it in the last digit.
        turned = value.flags.f_contiguous and not value.flags.c_contiguous
        blobs.append(value.tobytes(order="F" if turned else "C"))
        return {"array": [value.dtype.str, list(value.shape), turned]}
    if isinstance(value, np.generic) and value.dtype.kind in "biufc":
        blobs.append(value.tobytes())
        return {"number": value.dtype.str}
    raise TypeError(f"a {kind.__name__} is no plain data")


class _Reader:
    """Makes of JSON the values again; arrays are taken from the bytes in the order in which they were sent."""

    def __init__(self, blobs: memoryview) -> None:
        self.blobs, self.start = blobs, 0

    def read(self, value: Any, depth: int) -> Any:
        if depth > DEEPEST:
            raise ValueError("nested too deep")
        if isinstance(value, list):
            return [self.read(entry, depth + 1) for entry in value]
        if not isinstance(value, dict):
            return value
        ((kind, rest),) = value.items()
        if kind == "float":
            return float.fromhex(rest)
        if kind == "tuple":
            return tuple(self.read(entry, depth + 1) for entry in rest)
        if kind == "dict":
            return {str(key): self.read(entry, depth + 1) for key, entry in rest}
        if kind == "number":
            return self.array(rest, (), False)[()]
        if kind == "array":
            dtype, shape, turned = rest
            return self.array(dtype, tuple(shape), turned)
        raise ValueError(f"a value of the kind {kind!r}")

    def array(self, dtype: Any, shape: tuple[int, ...], turned: Any) -> Any:
        if type(dtype) is not str or not NUMBERS.fullmatch(dtype):
            raise ValueError("no array of numbers")
        kind = np.dtype(dtype)
        if kind.kind not in "biufc" or any(type(size) is not int or size < 0 for size in shape):
            raise ValueError("no array of numbers")
        count = 1
        for size in shape:
            count *= size
        stop = self.start + count * kind.itemsize
        if stop > len(self.blobs):
            raise ValueError("an array without its numbers")
        flat = np.frombuffer(self.blobs[self.start : stop], dtype=kind)
        self.start = stop
        return flat.reshape(shape, order="F" if turned is True else "C").copy(order="K")
