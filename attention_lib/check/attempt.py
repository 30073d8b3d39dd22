"""A student's function under examination: its answers on cases, and how they compare."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np

from attention_lib.check.call import TIME_LIMIT
from attention_lib.check.function import Function
from attention_lib.check.problem import Array, Case, Draw, Problem, as_parts
from attention_lib.check.results import Value, as_array, as_number
from attention_lib.check.subject import Given, Subject

ROUNDING = 64
"""How many times the rounding error of the largest term an answer may be off. The order of summation,
fused operations and other such freedoms stay well below it; float32 in place of float64 is 10⁷ times above."""

BUDGET = 10.0
"""Seconds that all calls of one check may take together."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What a function returned on a case, as arrays, or the sentence that says why there are none.

    `parts` are copies, one where the problem has one result. `changed` and `shared` name the arguments
    that the call wrote into, and those that a result is a view of; `peak` is the memory that it used, if
    that was measured.
    """

    case: Case
    parts: tuple[Array, ...] | None = None
    problem: str | None = None
    kind: str = "value"
    lines: str = ""
    changed: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    peak: int | None = None


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
    function : callable or Subject
        The student's, in this process or in another.
    problem : Problem
        What it should do.
    seed : int
        From which every case follows.
    """

    def __init__(self, function: Callable[..., Any] | Subject, problem: Problem, seed: int) -> None:
        self.function = (
            function
            if isinstance(function, Subject)
            else Function(function, problem.is_layer, problem.forbidden, problem.instead)
        )
        self.problem = problem
        self.seed = seed
        self._seconds_left = BUDGET
        self._stopped: Given | None = None
        self._once: Given | None = None
        self.gave_numbers = False
        self._answers: dict[Case, Answer] = {}
        exam = exam_of(problem, seed)
        self.cases, self.expected, self.tolerance = exam.cases, exam.expected, exam.tolerance

    def given(self, case: Case, keep: str = "", measured: bool = False) -> Given:
        """Call the function. Once its time is up, or somebody has interrupted it, it is not called again."""
        if self._stopped is not None:
            return self._stopped
        limit = min(TIME_LIMIT, self._seconds_left)
        started = time.monotonic()
        given = self.function.answer(case.inputs, limit, keep, measured)
        # Waiting counts half, and once only: the machine may be busy, or have slept.
        waited = min(time.monotonic() - started, limit)
        self._seconds_left = max(self._seconds_left - max(given.seconds, waited / 2), 0.01)
        if given.kind == "stopped":
            self._stopped = given
            if limit < TIME_LIMIT and self.function.lost is None:
                slow = f"It takes too long: {BUDGET:g} seconds were not enough for a few small inputs."
                self._stopped = replace(given, problem=slow)
            return self._stopped
        return given

    def once(self) -> Given:
        """Call a function that takes nothing; asked again, give the same."""
        if self._once is None:
            self._once = self.given(Case({}))
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

    def fresh_answer(self, case: Case, keep: str = "", measured: bool = False) -> Answer:
        """Call the function on copies of a case's inputs, once more; keep what it returns under a name."""
        given = self.given(case, keep, measured)
        if given.value is None:
            return Answer(case, None, given.problem, given.kind, given.lines)
        parts, problem = self._read(given.value)
        if given.value.sort == "none" and given.printed:
            problem = "It printed something and returned None: write return where it says print."
        kind = "value" if problem is None else "type"
        self.gave_numbers |= parts is not None
        shared = given.shared if self._results(given.value) else ()
        return Answer(case, parts, problem, kind, changed=given.changed, shared=shared, peak=given.peak)

    def still_gives(self, answer: Answer, kept: str) -> bool:
        """Whether the arrays that were kept are still what they were."""
        value = self.function.reread(kept)
        return value is None or all(
            result.sort != "array" or (result.array is not None and np.array_equal(result.array, part))
            for result, part in zip(self._results(value), answer.parts or (), strict=False)
        )

    def _results(self, value: Value) -> tuple[Value, ...]:
        """The results in what was returned; nothing where there are not as many as there should be."""
        if not self.problem.results:
            return (value,) if not value.is_sequence else ()
        return value.entries if len(value.entries) == len(self.problem.results) else ()

    def _read(self, value: Value) -> tuple[tuple[Array, ...] | None, str | None]:
        """The returned arrays, or what is wrong with them."""
        names = self.problem.results
        if not names:
            read = as_number if self.problem.one_number else as_array
            array, why = read(value, self.problem.boolean)
            return None if array is None else (array,), why
        wanted = f"Return {', '.join(names)}"
        if value.sort == "none":
            return None, "It returned None: is there a return statement at its end?"
        if not value.is_sequence:
            shape = f" of shape {value.shape}" if value.sort == "array" else ""
            return None, f"{wanted}: {len(names)} results; this is one, of type {value.type}{shape}."
        if len(value.entries) != len(names):
            return None, f"{wanted}: {len(names)} results; these are {value.length}."
        parts = []
        for name, result in zip(names, value.entries, strict=True):
            array, why = as_array(result, self.problem.boolean)
            if array is None:
                return None, f"Of what it returned, {name} is no result. {why}"
            parts.append(array)
        return tuple(parts), None

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
        if (signature := self.function.signature(self.problem.arguments)) is None:
            return None
        said, fits = signature
        if not fits:
            takes = f"{len(self.problem.arguments)} argument" + "s" * (len(self.problem.arguments) != 1)
            return (
                f"The exercise calls {self.problem.call}, with {takes}; "
                f"yours is {self.problem.name}{said}, and can't be called so."
            )
        return None
