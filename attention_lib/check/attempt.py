"""A student's function under examination: its answers on cases, and how they compare."""

import inspect
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

import numpy as np

from attention_lib.check.call import TIME_LIMIT, Outcome, call
from attention_lib.check.problem import Array, Case, Draw, Problem

ROUNDING = 64
"""How many times the rounding error of the largest term an answer may be off. The order of summation,
fused operations and other such freedoms stay well below it; float32 in place of float64 is 10⁷ times above."""

BUDGET = 10.0
"""Seconds that all calls of one check may take together."""

LARGEST = 1_000_000
"""Numbers that are looked at in a result; the right ones have far fewer."""


@dataclass(frozen=True)
class Answer:
    """What a function returned on a case, as an array, or the sentence that says why there is none.

    `array` is a copy; `raw` is the very object that was returned, which later calls may change.
    """

    case: Case
    array: Array | None = None
    problem: str | None = None
    kind: str = "value"
    lines: str = ""
    changed: tuple[str, ...] = ()
    raw: Any = None


class Attempt:
    """One function, one problem, one seed.

    Parameters
    ----------
    function : callable
        The student's.
    problem : Problem
        What it should do.
    seed : int
        From which every case follows.
    """

    def __init__(self, function: Callable[..., Any], problem: Problem, seed: int) -> None:
        self.function = function
        self.problem = problem
        self.seed = seed
        self._seconds_left = BUDGET
        self._stopped: Outcome | None = None
        self._once: Outcome | None = None
        self.gave_numbers = False

    def cases(self, draw: Draw) -> Sequence[Case]:
        """Draw cases. Each way to draw has its own stream, so adding one changes no other."""
        return draw(np.random.default_rng([self.seed, crc32(draw.__name__.encode())]))

    def outcome(self, arguments: list[Any]) -> Outcome:
        """Call the function. Once its time is up, or somebody has interrupted it, it is not called again."""
        if self._stopped is not None:
            return self._stopped
        started, limit = time.monotonic(), min(TIME_LIMIT, self._seconds_left)
        outcome = call(self.function, arguments, limit)
        self._seconds_left = max(self._seconds_left - (time.monotonic() - started), 0.01)
        if outcome.kind == "stopped":
            self._stopped = outcome
            if limit < TIME_LIMIT:
                slow = f"It takes too long: {BUDGET:g} seconds were not enough for a few small inputs."
                self._stopped = replace(outcome, problem=slow)
            return self._stopped
        return outcome

    def once(self) -> Outcome:
        """Call a function that takes nothing; asked again, give the same outcome."""
        if self._once is None:
            self._once = self.outcome([])
        return self._once

    def answer(self, case: Case) -> Answer:
        """Call the function on copies of a case's inputs."""
        inputs = case.copy()
        outcome = self.outcome(inputs)
        if outcome.problem is not None:
            return Answer(case, None, outcome.problem, outcome.kind, outcome.lines)
        changed = tuple(
            name
            for (name, before), after in zip(case.inputs.items(), inputs, strict=True)
            if not _same(before, after)
        )
        array, problem = (as_number if self.problem.one_number else as_array)(outcome.value)
        if outcome.value is None and outcome.printed:
            problem = "It printed something and returned None: write return where it says print."
        kind = "value" if problem is None else "type"
        self.gave_numbers |= array is not None
        return Answer(case, array, problem, kind, changed=changed, raw=outcome.value)

    def expected(self, case: Case) -> Array:
        """The right answer in float64, computed on copies."""
        inputs = [np.asarray(value, dtype=float) if _floats(value) else value for value in case.copy()]
        return np.asarray(self.problem.reference(*inputs))

    def tolerance(self, case: Case, dtype: Any) -> Array:
        """How far an answer computed in `dtype` may be off: what the size of its terms allows."""
        expected = np.abs(self.expected(case))
        if self.problem.accuracy is not None:
            return expected * self.problem.accuracy
        magnitude = self.problem.magnitude or self.problem.reference
        largest = np.max(np.abs(np.asarray(magnitude(*case.copy()), dtype=float)), initial=0)
        return np.full(expected.shape, float(np.finfo(dtype).eps) * ROUNDING * largest)

    def is_right(self, answer: Answer, dtype: Any = np.float32) -> bool:
        """Whether an answer has the right shape and the right numbers, to the rounding of `dtype`."""
        expected = self.expected(answer.case)
        if answer.array is None or answer.array.shape != expected.shape:
            return False
        off = np.abs(answer.array - expected)
        return bool(np.all(off <= self.tolerance(answer.case, dtype)))  # False for NaN

    def wrong_signature(self) -> str | None:
        """A sentence if the function can't be called as the exercise calls it."""
        try:
            signature = inspect.signature(self.function)
            said = str(signature)
        except Exception:  # some built-in functions have none, and some objects lie
            return None
        try:
            signature.bind(*self.problem.arguments)
        except TypeError:
            takes = f"{len(self.problem.arguments)} argument" + "s" * (len(self.problem.arguments) != 1)
            return (
                f"The exercise calls {self.problem.call}, with {takes}; "
                f"yours is {self.problem.name}{said}, and can't be called so."
            )
        return None


def as_array(value: Any) -> tuple[Array | None, str | None]:
    """Take a NumPy array of real numbers as it is; say of anything else what it is and what to do.

    Examples
    --------
    >>> as_array(None)[1]
    'It returned None: is there a return statement at its end?'
    """
    if value is None:
        return None, "It returned None: is there a return statement at its end?"
    kind = type(value)
    if str(kind.__module__).split(".")[0] == "torch":
        return None, "It returned a PyTorch tensor where NumPy came in; return a NumPy array (.numpy())."
    if issubclass(kind, tuple):
        return None, f"It returned a tuple of {len(value)}: is there a comma too many after return?"
    if not issubclass(kind, np.ndarray | np.generic | int | float):
        return None, f"It returned a {kind.__name__}; return a NumPy array (np.array(...) makes one)."
    try:
        array = np.asarray(value)  # a plain array: no subclass gets to compare itself
        if array.size > LARGEST:
            return (
                None,
                f"It returned an array of shape {array.shape}, far more numbers than there should be.",
            )
        array = array.copy()
    except Exception:
        return None, f"It returned a {kind.__name__} that can't be read as numbers."
    if array.dtype.kind == "b":
        return None, "It returned true and false where numbers are wanted."
    if array.dtype.kind not in "iuf":
        return None, f"It returned an array of {array.dtype}; its numbers must be real."
    return array, None


def as_number(value: Any) -> tuple[Array | None, str | None]:
    """Take one number as an array without axes; say of anything else what it is.

    Examples
    --------
    >>> as_number([2.0])[1]
    'Return one number; this is a list.'
    """
    kind = type(value)
    if issubclass(kind, np.ndarray) and np.ndim(value):
        return None, f"Return one number; this is an array of shape {np.shape(value)}."
    if value is not None and not issubclass(kind, np.ndarray | np.generic | int | float):
        return None, f"Return one number; this is a {kind.__name__}."
    return as_array(value)


def _same(before: Any, after: Any) -> bool:
    if not isinstance(before, np.ndarray):
        return True
    if type(after) is not np.ndarray or after.shape != before.shape or after.dtype != before.dtype:
        return False
    return after.tobytes() == before.tobytes()


def _floats(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"
