"""What a look at results says, what it compares, and when two results count as equal."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from attention_lib.check.attempt import Answer
from attention_lib.check.problem import Array


class Seen(NamedTuple):
    """A name, what is wrong, how we know, and a hint."""

    name: str
    sentence: str
    evidence: str
    hint: str


class Pair(NamedTuple):
    """One result on one case, the student's beside the expected."""

    answer: Answer
    yours: Array
    right: Array


def equal(a: Array, b: Array, accuracy: float | None = None) -> bool:
    """The same shape, and the same numbers: to float32's rounding, with room to spare, or to `accuracy`."""
    if a.shape != b.shape:
        return False
    if a.dtype.kind == "b" or b.dtype.kind == "b":
        return bool(np.array_equal(a, b))
    with np.errstate(all="ignore"):
        scale = float(np.max(np.abs(b), initial=0, where=np.isfinite(b)))
        # 1e-13: what is left where all terms cancel is rounding and nothing else.
        close = np.isfinite(b) & (np.abs(a - b) <= 1e-13 + 1e-5 * scale + (accuracy or 1e-4) * np.abs(b))
        return bool(np.all(close | (a == b) | (np.isnan(a) & np.isnan(b))))


def equal_parts(a: Sequence[Array], b: Sequence[Array], accuracy: float | None = None) -> bool:
    """As many results, and each of them equal."""
    return len(a) == len(b) and all(equal(x, y, accuracy) for x, y in zip(a, b, strict=True))
