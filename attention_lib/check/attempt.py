"""A student's function under examination: its answers on cases, and how they compare."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np

from attention_lib.check.call import Outcome, call
from attention_lib.check.problem import Array, Case, Draw, Problem

ROUNDING = 16
"""How many times the rounding error of one term, per term, an answer may be off. The order of
summation, fused operations and other such freedoms stay well below it."""


@dataclass(frozen=True)
class Answer:
    """What a function returned on a case, as an array, or the sentence that says why there is none."""

    case: Case
    array: Array | None = None
    problem: str | None = None
    kind: str = "value"
    lines: str = ""
    changed: tuple[str, ...] = ()


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
        self._out_of_time: Outcome | None = None

    def cases(self, draw: Draw) -> Sequence[Case]:
        """Draw cases. Each way to draw has its own stream, so adding one changes no other."""
        return draw(np.random.default_rng([self.seed, crc32(draw.__name__.encode())]))

    def answer(self, case: Case) -> Answer:
        """Call the function on copies of a case's inputs. After one endless loop, it is not called again."""
        if self._out_of_time is not None:
            return self._take(self._out_of_time, case, ())
        inputs = case.copy()
        outcome = call(self.function, inputs)
        if outcome.kind == "time":
            self._out_of_time = outcome
        changed = tuple(
            name
            for (name, before), after in zip(case.inputs.items(), inputs, strict=True)
            if not _same(before, after)
        )
        return self._take(outcome, case, changed)

    def _take(self, outcome: Outcome, case: Case, changed: tuple[str, ...]) -> Answer:
        if outcome.problem is not None:
            return Answer(case, None, outcome.problem, outcome.kind, outcome.lines, changed)
        array, problem = (as_number if self.problem.one_number else as_array)(outcome.value)
        if outcome.value is None and outcome.printed:
            problem = "It printed something and returned None: write return where it says print."
        return Answer(case, array, problem, "value" if problem is None else "type", changed=changed)

    def expected(self, case: Case) -> Array:
        """The right answer in float64, computed on copies."""
        inputs = [np.asarray(value, dtype=float) if _floats(value) else value for value in case.copy()]
        return np.asarray(self.problem.reference(*inputs))

    def tolerance(self, case: Case, dtype: Any) -> Array:
        """How far an answer computed in `dtype` may be off: what the sizes of its terms allow."""
        if self.problem.accuracy is not None:
            return np.abs(self.expected(case)) * self.problem.accuracy
        magnitude = self.problem.magnitude or self.problem.reference
        terms = np.abs(np.asarray(magnitude(*case.copy()), dtype=float))
        tolerance: Array = float(np.finfo(dtype).eps) * ROUNDING * terms
        return tolerance

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
        except (TypeError, ValueError):  # some built-in functions have none
            return None
        try:
            signature.bind(*self.problem.arguments)
        except TypeError:
            takes = f"{len(self.problem.arguments)} argument" + "s" * (len(self.problem.arguments) != 1)
            return (
                f"The exercise calls {self.problem.call}, with {takes}; "
                f"yours is {self.problem.name}{signature}, and can't be called so."
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
    if kind.__module__.split(".")[0] == "torch":
        return None, "It returned a PyTorch tensor where NumPy came in; return a NumPy array (.numpy())."
    if not isinstance(value, np.ndarray | np.generic | int | float):
        return None, f"It returned a {kind.__name__}; return a NumPy array (np.array(...) makes one)."
    array = np.array(value, subok=False)  # a plain copy: no subclass gets to compare itself
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
    if isinstance(value, np.ndarray) and value.ndim:
        return None, f"Return one number; this is an array of shape {value.shape}."
    if isinstance(value, list | tuple | str | dict):
        return None, f"Return one number; this is a {type(value).__name__}."
    return as_array(value)


def _same(before: Any, after: Any) -> bool:
    if not isinstance(before, np.ndarray):
        return True
    if type(after) is not np.ndarray or after.shape != before.shape or after.dtype != before.dtype:
        return False
    return after.tobytes() == before.tobytes()


def _floats(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"
