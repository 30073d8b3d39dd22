"""What goes over the wire comes back as it was; what is no message is refused."""

import json
import socket
import struct
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from attention_lib.grading import wire

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**80), 2**80)
    | st.floats()
    | st.text()
    | arrays.arrays(
        arrays.boolean_dtypes() | arrays.integer_dtypes() | arrays.floating_dtypes(endianness="="),
        arrays.array_shapes(min_dims=0, min_side=0, max_side=3),
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(), inner, max_size=3)
    ),
    max_leaves=8,
)


def through(message):
    here, there = socket.socketpair()
    with here, there:
        sender = threading.Thread(target=wire.send, args=(here, message))
        sender.start()
        received = wire.receive(there, seconds=5)
        sender.join()
    return received


def same(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return a == b or a != a


@given(plain)
def test_a_message_comes_back_as_it_was(message):
    assert same(through(message), message)


def test_the_layout_of_an_array_goes_along():
    turned = through(np.arange(6.0).reshape(2, 3).T)
    assert turned.flags.f_contiguous
    assert np.array_equal(turned, np.arange(6.0).reshape(2, 3).T)


@pytest.mark.parametrize("value", [object(), {1: 2}, np.array(["word"]), np.array([None]), {"a": [print]}])
def test_what_is_no_plain_data_is_not_sent(value):
    here, there = socket.socketpair()
    with here, there, pytest.raises(TypeError):
        wire.send(here, value)


def raw(text, blobs=b"", sizes=None):
    here, there = socket.socketpair()
    data = struct.pack("!QQ", *(sizes or (len(text), len(blobs)))) + text + blobs

    def write():
        with here:
            here.sendall(data)

    with there:
        writer = threading.Thread(target=write)  # more than a socket holds
        writer.start()
        try:
            return wire.receive(there, seconds=5)
        finally:
            writer.join()


@pytest.mark.parametrize(
    "text",
    [
        b"no json",
        b"\xff\xfe",
        b'{"two": 1, "keys": 2}',
        b'{"object": "os.system"}',
        b'{"float": "ten"}',
        b'{"tuple": 3}',
        json.dumps({"array": ["<f8", [1000], False]}).encode(),
        json.dumps({"array": ["<f8", [-1], False]}).encode(),
        json.dumps({"array": ["O", [1], False]}).encode(),
        json.dumps({"array": ["<f8", ["1"], False]}).encode(),
        b'{"float": "0x1p99999"}',
        b'{"number": "(1,"}',
        b'{"number": "f8,f8"}',
        b'{"number": "a8"}',
        b'{"number": ["<f8"]}',
        b"1" * 5000,
        b"[" + b"[]," * 1_000_000 + b"[]]",
        b"[" * 1000 + b"]" * 1000,
        b"[" * 100_000 + b"]" * 100_000,
    ],
)
def test_what_is_no_message_is_refused(text):
    with pytest.raises(wire.Garbled):
        raw(text)


def test_a_message_that_is_too_large_is_not_read():
    with pytest.raises(wire.Garbled):
        raw(b"", sizes=(2**60, 0))


def test_half_a_message_is_none():
    with pytest.raises(wire.Gone):
        raw(b'"half', sizes=(100, 0))


def test_silence_ends_when_the_time_is_up():
    here, there = socket.socketpair()
    with here, there, pytest.raises(wire.Gone):
        wire.receive(there, seconds=0.05)
