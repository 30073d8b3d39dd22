"""A student's function under examination: its answers on cases, and how they compare."""

import inspect
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np

from attention_lib.check.call import TIME_LIMIT, Outcome, call, type_name
from attention_lib.check.problem import Array, Case, Draw, Problem, as_parts

ROUNDING = 64
"""How many times the rounding error of the largest term an answer may be off. The order of summation,
fused operations and other such freedoms stay well below it; float32 in place of float64 is 10⁷ times above."""

BUDGET = 10.0
"""Seconds that all calls of one check may take together."""

LARGEST = 1_000_000
"""Numbers that are looked at in a result; the right ones have far fewer."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What a function returned on a case, as arrays, or the sentence that says why there are none.

    `parts` are copies, one where the problem has one result; `raws` are the very objects that were
    returned, which later calls may change. `changed` and `shared` name the arguments that the call
    wrote into, and those that a result is a view of.
    """

    case: Case
    parts: tuple[Array, ...] | None = None
    problem: str | None = None
    kind: str = "value"
    lines: str = ""
    changed: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    raws: tuple[Any, ...] = ()


class Exam:
    """A problem's cases for one seed, with the expected results: the same for every function."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self.problem = problem
        self.seed = seed
        self._cases: dict[Draw, Sequence[Case]] = {}
        self._drawn: set[Case] = set()
        self._expected: dict[Case, tuple[Array, ...]] = {}
        self._magnitude: dict[Case, tuple[Array, ...]] = {}

    def cases(self, draw: Draw) -> Sequence[Case]:
        """Draw cases, once. Each way to draw has its own stream, so adding one changes no other."""
        if draw not in self._cases:
            rng = np.random.default_rng([self.seed, crc32(draw.__name__.encode())])
            self._cases[draw] = draw(rng)
            self._drawn.update(self._cases[draw])
        return self._cases[draw]

    def expected(self, case: Case) -> tuple[Array, ...]:
        """The right answer in float64, computed on copies."""
        return self._once(
            self._expected, case, lambda: as_parts(self.problem.reference(*case.astype(np.float64).copy()))
        )

    def _once(
        self, kept: dict[Case, tuple[Array, ...]], case: Case, compute: Callable[[], tuple[Array, ...]]
    ) -> tuple[Array, ...]:
        """Compute what a case that was drawn keeps. Other cases are made for one function; an exam serves a class."""
        if case in kept:
            return kept[case]
        value = compute()
        if case in self._drawn:
            kept[case] = value
        return value

    def tolerance(self, case: Case, dtype: Any) -> tuple[Array, ...]:
        """How far an answer computed in `dtype` may be off: what the size of its terms allows."""
        expected = self.expected(case)
        if self.problem.accuracy is not None:
            return tuple(np.abs(part) * self.problem.accuracy for part in expected)
        sizes = self._once(self._magnitude, case, lambda: self._sizes(case))
        rounding = float(np.finfo(dtype).eps) * ROUNDING
        return tuple(
            np.broadcast_to(rounding * size, part.shape) for size, part in zip(sizes, expected, strict=True)
        )

    def _sizes(self, case: Case) -> tuple[Array, ...]:
        """The size of the terms of each result."""
        magnitude = self.problem.magnitude or self.problem.reference
        sizes = as_parts(magnitude(*case.astype(np.float64).copy()))
        if self.problem.magnitude is not None:
            return sizes
        # Of a plain result, the largest entry is the measure.
        return tuple(np.max(np.abs(part.astype(float)), initial=0) for part in sizes)


@lru_cache(maxsize=4)
def exam_of(problem: Problem, seed: int) -> Exam:
    """The exam for a seed; kept for a while, since a class is examined with the same one."""
    return Exam(problem, seed)


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
        self.written = function
        self.function = function if problem.adapt is None else problem.adapt(function)
        self.problem = problem
        self.seed = seed
        self._seconds_left = BUDGET
        self._stopped: Outcome | None = None
        self._once: Outcome | None = None
        self.gave_numbers = False
        self._answers: dict[Case, Answer] = {}
        exam = exam_of(problem, seed)
        self.cases, self.expected, self.tolerance = exam.cases, exam.expected, exam.tolerance

    def outcome(self, arguments: list[Any]) -> Outcome:
        """Call the function. Once its time is up, or somebody has interrupted it, it is not called again."""
        if self._stopped is not None:
            return self._stopped
        limit = min(TIME_LIMIT, self._seconds_left)
        started, computed = time.monotonic(), time.process_time()
        outcome = call(self.function, arguments, limit)
        # Waiting counts half, and once only: the machine may be busy, or have slept.
        waited, took = min(time.monotonic() - started, limit), time.process_time() - computed
        self._seconds_left = max(self._seconds_left - max(took, waited / 2), 0.01)
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
        """What the function gave for a case when it was first called with it."""
        if case not in self._answers:
            self._answers[case] = self.fresh_answer(case)
        return self._answers[case]

    @property
    def answers(self) -> Sequence[Answer]:
        """What the function gave for all cases it was called with so far."""
        return list(self._answers.values())

    def fresh_answer(self, case: Case) -> Answer:
        """Call the function on copies of a case's inputs, once more."""
        inputs = case.copy()
        outcome = self.outcome(inputs)
        if outcome.problem is not None:
            return Answer(case, None, outcome.problem, outcome.kind, outcome.lines)
        changed = tuple(
            name
            for (name, before), after in zip(case.inputs.items(), inputs, strict=True)
            if not _same(before, after)
        )
        parts, raws, problem = self._read(outcome.value)
        if outcome.value is None and outcome.printed:
            problem = "It printed something and returned None: write return where it says print."
        kind = "value" if problem is None else "type"
        self.gave_numbers |= parts is not None
        shared = tuple(
            name for name, value in zip(case.inputs, inputs, strict=True) if shares_memory(raws, [value])
        )
        return Answer(case, parts, problem, kind, changed=changed, shared=shared, raws=raws)

    def _read(self, value: Any) -> tuple[tuple[Array, ...] | None, tuple[Any, ...], str | None]:
        """The returned arrays as copies, the objects themselves, or what is wrong with them."""
        names, kind = self.problem.results, type(value)
        if not names:
            read = as_number if self.problem.one_number else as_array
            array, why = read(value, self.problem.boolean)
            return None if array is None else (array,), (value,), why
        wanted = f"Return {', '.join(names)}"
        if value is None:
            return None, (), "It returned None: is there a return statement at its end?"
        if not issubclass(kind, tuple | list):
            shape = f" of shape {plain(value).shape}" if issubclass(kind, np.ndarray) else ""
            return (
                None,
                (),
                f"{wanted}: {len(names)} results; this is one, of type {type_name(value)}{shape}.",
            )
        raws = tuple(tuple.__iter__(value) if issubclass(kind, tuple) else list.__iter__(value))
        if len(raws) != len(names):
            return None, (), f"{wanted}: {len(names)} results; these are {len(raws)}."
        parts = []
        for name, raw in zip(names, raws, strict=True):
            array, why = as_array(raw, self.problem.boolean)
            if array is None:
                return None, raws, f"Of what it returned, {name} is no result. {why}"
            parts.append(array)
        return tuple(parts), raws, None

    def is_right(self, answer: Answer, dtype: Any = np.float32, names: Sequence[str] = ()) -> bool:
        """Whether an answer has the right shapes and the right numbers, to the rounding of `dtype`.

        Of several results, only those in `names` are looked at, if there are any.
        """
        if answer.parts is None:
            return False
        expected, tolerance = self.expected(answer.case), self.tolerance(answer.case, dtype)
        for index in self.indices(names):
            part, right = answer.parts[index], expected[index]
            if part.shape != right.shape:
                return False
            off = np.abs(part.astype(float) - right.astype(float))
            if not np.all((off <= tolerance[index]) | (part == right)):  # False for NaN
                return False
        return True

    def indices(self, names: Sequence[str] = ()) -> Sequence[int]:
        """The places of the named results; of all, where none is named."""
        results = self.problem.results
        return [results.index(name) for name in names] if names else range(max(len(results), 1))

    def of(self, index: int) -> str:
        """Which of several results is spoken of: ``of output``, or nothing where there is one."""
        return f" of {self.problem.results[index]}" if self.problem.results else ""

    def wrong_signature(self) -> str | None:
        """A sentence if the function can't be called as the exercise calls it."""
        # Objects can have a signature of their own making, and arguments a default that is slow to print.
        asked = call(lambda: _signature(self.written, self.problem.arguments), [])
        if asked.problem is not None:  # some built-in functions have none, and some objects lie
            return None
        said, fits = asked.value
        if not fits:
            takes = f"{len(self.problem.arguments)} argument" + "s" * (len(self.problem.arguments) != 1)
            return (
                f"The exercise calls {self.problem.call}, with {takes}; "
                f"yours is {self.problem.name}{said}, and can't be called so."
            )
        return None


def _signature(function: Any, arguments: Sequence[str]) -> tuple[str, bool]:
    """A function's arguments as it was written, and whether it can be called with these."""
    signature = inspect.signature(function)
    said = f"{signature}"
    try:
        signature.bind(*arguments)
    except TypeError:
        return said, False
    return said, True


def as_array(value: Any, boolean: bool = False) -> tuple[Array | None, str | None]:
    """Take a NumPy array of real numbers as it is; say of anything else what it is and what to do.

    Where the result is `boolean`, true and false are taken too.

    Examples
    --------
    >>> as_array(None)[1]
    'It returned None: is there a return statement at its end?'
    """
    if value is None:
        return None, "It returned None: is there a return statement at its end?"
    kind = type(value)
    if str.split(_module_name(kind), ".")[0] == "torch":
        return None, "It returned a PyTorch tensor where NumPy came in; return a NumPy array (.numpy())."
    if issubclass(kind, tuple):
        return None, f"It returned a tuple of {tuple.__len__(value)}: is there a comma too many after return?"
    if issubclass(kind, bool) and boolean:
        return np.asarray(value), None
    if not issubclass(kind, np.ndarray | np.generic | int | float):
        return None, f"It returned a {type_name(value)}; return a NumPy array (np.array(...) makes one)."
    try:
        array = np.asarray(value)  # a plain array: no subclass gets to compare itself
        if array.size > LARGEST:
            return (
                None,
                f"It returned an array of shape {array.shape}, far more numbers than there should be.",
            )
        array = array.copy()
    except Exception:
        return None, f"It returned a {type_name(value)} that can't be read as numbers."
    if array.dtype.kind == "b" and boolean:
        return array, None
    if array.dtype.kind == "b":
        return None, "It returned true and false where numbers are wanted."
    if array.dtype.kind not in "iuf":
        return None, f"It returned an array of {array.dtype}; its numbers must be real."
    return array, None


def as_number(value: Any, boolean: bool = False) -> tuple[Array | None, str | None]:
    """Take one number as an array without axes; say of anything else what it is.

    Examples
    --------
    >>> as_number([2.0])[1]
    'Return one number; this is of type list.'
    """
    kind = type(value)
    if issubclass(kind, np.ndarray) and plain(value).ndim:
        return None, f"Return one number; this is an array of shape {plain(value).shape}."
    if value is not None and not issubclass(kind, np.ndarray | np.generic | int | float):
        return None, f"Return one number; this is of type {type_name(value)}."
    return as_array(value, boolean)


def plain(value: Any) -> Array:
    """An array as one of NumPy's own, which no class of a student's can speak for."""
    array: Array = np.ndarray.view(value, np.ndarray)
    return array


def _module_name(kind: type) -> str:
    """Where a type comes from, or nothing, whatever its own attributes say."""
    name = type.__dict__["__module__"].__get__(kind)
    return name if issubclass(type(name), str) else ""


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, list):  # of numbers; what is none may say of itself that it equals everything
        kinds = [type(entry) for entry in before]
        return type(after) is list and [type(entry) for entry in after] == kinds and after == before
    if not isinstance(before, np.ndarray):
        return True
    if type(after) is not np.ndarray or after.shape != before.shape or after.dtype != before.dtype:
        return False
    return after.tobytes() == before.tobytes()


def shares_memory(results: Sequence[Any], others: Sequence[Any]) -> bool:
    """Whether an array of the one kind lies in the memory of one of the other."""
    return any(
        issubclass(type(a), np.ndarray)
        and issubclass(type(b), np.ndarray)
        and np.may_share_memory(plain(a), plain(b))
        for a in results
        for b in others
    )
