"""The judges that most problems share: each says what does not hold, or None."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from attention_lib.check.attempt import Answer, Attempt
from attention_lib.check.problem import Case, Draw
from attention_lib.check.report import written

Judge: TypeAlias = Callable[[Attempt], str | None]


def right_shape(draw: Draw) -> Judge:
    """Every result has the expected shape, whatever its numbers."""

    def judge(attempt: Attempt) -> str | None:
        for case in attempt.cases(draw):
            answer = attempt.answer(case)
            if answer.array is None:
                return no_result(answer)
            if answer.array.shape != (wanted := attempt.expected(case).shape):
                return f"For {case.label} the shape must be {wanted}; yours is {answer.array.shape}."
        return None

    return judge


def right_values(draw: Draw) -> Judge:
    """Every result has the right numbers, to float32's rounding: precision is a criterion of its own."""

    def judge(attempt: Attempt) -> str | None:
        for case in attempt.cases(draw):
            answer = attempt.answer(case)
            if not attempt.is_right(answer):
                return no_result(answer) or how_far(attempt, answer)
        return None

    return judge


def calls_independent(*draws: Draw) -> Judge:
    """The inputs are afterwards what they were, and no call changes what another gives or gave.

    Where there is no result, or a wrong one, another criterion says so.
    """

    def judge(attempt: Attempt) -> str | None:
        for draw in draws:
            for case in attempt.cases(draw):
                if changed := attempt.answer(case).changed:
                    return (
                        f"After a call with {case.label}, {' and '.join(changed)} is no longer what it was."
                    )
        for case in attempt.cases(draws[0]):
            first = attempt.answer(case)
            other = attempt.answer(_other_numbers(case))
            if first.array is None or not attempt.is_right(first):
                continue
            if not np.array_equal(np.asarray(first.raw), first.array):
                return "A later call changes the result of an earlier one: both are the same array."
            if not (attempt.is_right(other) and attempt.is_right(attempt.answer(case))):
                return "The same sizes with other numbers, or the same call again, give a wrong result."
        return None

    return judge


def keeps_dtype(draw: Draw) -> Judge:
    """float32 gives float32, float64 gives float64 with all its digits.

    Of batches, those are looked at that are right otherwise: batch axes are a criterion of their own.
    """

    def judge(attempt: Attempt) -> str | None:
        for case in attempt.cases(draw):
            answer = attempt.answer(case)
            if case.has_batch and not attempt.is_right(answer):
                continue
            if answer.array is None:
                return no_result(answer)
            arrays = [value for value in case.inputs.values() if isinstance(value, np.ndarray)]
            wanted, given = np.result_type(*arrays), answer.array.dtype.newbyteorder("=")
            if given != wanted:
                why = " (np.zeros makes float64 unless it is told dtype=..., and so do Python's own numbers.)"
                return f"For inputs of {wanted} the result must be {wanted}; yours is {given}." + (
                    why if given == np.float64 else ""
                )
            if not attempt.is_right(answer, wanted):
                return f"The result has dtype {wanted}, but not its precision. {how_far(attempt, answer, wanted)}"
        return None

    return judge


def no_result(answer: Answer) -> str | None:
    """What to say of a call that gave no array."""
    if answer.problem is None:
        return None
    return f"{answer.problem} The call was with {answer.case.label}."


def how_far(attempt: Attempt, answer: Answer, dtype: Any = np.float32) -> str:
    """Where an answer differs most from the expected one, in a sentence."""
    expected, array = attempt.expected(answer.case), answer.array
    assert array is not None
    if array.shape != expected.shape:
        return f"For {answer.case.label} the shape must be {expected.shape}; yours is {array.shape}."
    off = np.where(np.isfinite(array), np.abs(array - expected), np.inf)
    where = np.unravel_index(np.argmax(off - attempt.tolerance(answer.case, dtype)), off.shape)
    entry = f"entry {[int(i) for i in where]}" if where else "the result"
    ours, theirs = float(expected[where]), float(array[where])
    digits = next((d for d in (6, 10) if written(ours, d) != written(theirs, d)), 17)
    said = f"For {answer.case.label}, {entry} must be {ours:.{digits}g}; yours is {theirs:.{digits}g}."
    return said + (" (Your result is float16.)" if array.dtype == np.float16 else "")


def _other_numbers(case: Case) -> Case:
    """The same sizes and, of several arrays, the same first one; the others' numbers turned around."""
    arrays = [name for name, value in case.inputs.items() if isinstance(value, np.ndarray)]
    turned = {name: np.flip(case.inputs[name]) for name in arrays[1:] or arrays}
    return Case(case.inputs | turned)
