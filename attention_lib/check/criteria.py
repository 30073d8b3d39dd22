"""The judges that most problems share: each says what does not hold, or None."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from attention_lib.check.attempt import Answer, Attempt
from attention_lib.check.problem import Draw

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


def inputs_unchanged(draw: Draw) -> Judge:
    """The inputs are afterwards what they were, and the same call again gives the same result."""

    def judge(attempt: Attempt) -> str | None:
        for case in attempt.cases(draw):
            first, second = attempt.answer(case), attempt.answer(case)
            if first.array is None or second.array is None:
                return no_result(first) or no_result(second)
            if first.changed:
                return f"After the call, {' and '.join(first.changed)} is no longer what it was."
            if first.array.tobytes() != second.array.tobytes():
                return "Called twice with the same inputs, it gave two different results."
        return None

    return judge


def keeps_dtype(draw: Draw) -> Judge:
    """float32 gives float32, float64 gives float64 with all its digits."""

    def judge(attempt: Attempt) -> str | None:
        for case in attempt.cases(draw):
            wanted = np.result_type(*case.inputs.values())
            answer = attempt.answer(case)
            if answer.array is None:
                return no_result(answer)
            if answer.array.dtype != wanted:
                return (
                    f"For inputs of {wanted} the result must be {wanted}; yours is {answer.array.dtype}. "
                    f"(np.zeros makes float64 unless it is told dtype=..., and so do Python's own numbers.)"
                )
            if not attempt.is_right(answer, wanted):
                return f"The result has dtype {wanted}, but not its precision: {how_far(attempt, answer)}"
        return None

    return judge


def no_result(answer: Answer) -> str | None:
    """What to say of a call that gave no array."""
    if answer.problem is None:
        return None
    return f"{answer.problem} The call was with {answer.case.label}."


def how_far(attempt: Attempt, answer: Answer) -> str:
    """Where an answer differs most from the expected one, in a sentence."""
    expected, array = attempt.expected(answer.case), answer.array
    assert array is not None
    if array.shape != expected.shape:
        return f"For {answer.case.label} the shape must be {expected.shape}; yours is {array.shape}."
    off = np.where(np.isfinite(array), np.abs(array - expected), np.inf)
    where = np.unravel_index(np.argmax(off - attempt.tolerance(answer.case, np.float32)), off.shape)
    entry = f"entry {[int(i) for i in where]}" if where else "the result"
    return f"For {answer.case.label}, {entry} must be {expected[where]:.6g}; yours is {array[where]:.6g}."
