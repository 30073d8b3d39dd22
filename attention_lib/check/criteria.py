"""The judges that most problems share: each says what does not hold, or None."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from attention_lib.check.attempt import Answer, Attempt
from attention_lib.check.problem import Case, Draw, as_parts, is_floats
from attention_lib.check.report import written

Judge: TypeAlias = Callable[[Attempt], str | None]


def all_of(*judges: Judge) -> Judge:
    """Everything holds that the judges ask for; the first that is not satisfied speaks."""

    def judge(attempt: Attempt) -> str | None:
        return next((said for each in judges if (said := each(attempt)) is not None), None)

    return judge


def right_shape(draw: Draw, *names: str) -> Judge:
    """Every result (of several: those named) has the expected shape, whatever its numbers."""

    def judge(attempt: Attempt) -> str | None:
        for case in attempt.cases(draw):
            answer = attempt.answer(case)
            if answer.parts is None:
                return no_result(answer)
            for index in attempt.indices(names):
                wanted, given = attempt.expected(case)[index].shape, answer.parts[index].shape
                if given != wanted:
                    return _wrong_shape(attempt, case, index, given)
        return None

    return judge


def right_values(draw: Draw, *names: str) -> Judge:
    """Every result (of several: those named) has the right numbers, to float32's rounding.

    Precision is a criterion of its own.
    """

    def judge(attempt: Attempt) -> str | None:
        for case in attempt.cases(draw):
            answer = attempt.answer(case)
            if not attempt.is_right(answer, names=names):
                return no_result(answer) or how_far(attempt, answer, names=names)
        return None

    return judge


def calls_independent(*draws: Draw) -> Judge:
    """The inputs are afterwards what they were, and no call changes what another gives or gave.

    Where there is no result, or a wrong one, another criterion says so.
    """

    def judge(attempt: Attempt) -> str | None:
        for draw in draws:
            for case in attempt.cases(draw):
                answer = attempt.answer(case)
                if answer.changed:
                    named = " and ".join(answer.changed)
                    return f"After a call with {case.label}, {named} is no longer what it was."
                if answer.shared and not attempt.problem.may_share:
                    return (
                        f"For {case.label}, the result lies in the memory of {answer.shared[0]}: whoever "
                        "writes into one changes the other. Return a new array."
                    )
        for case in attempt.cases(draws[0]):
            first = attempt.fresh_answer(case, keep="first")
            others = [attempt.fresh_answer(other) for other in _others(case)]
            if not attempt.is_right(first):
                if attempt.is_right(attempt.answer(case)):
                    if first.kind == "stopped":
                        return no_result(first)
                    return f"The first call with {case.label} gives the right result, and the same call again does not."
                continue
            if not attempt.still_gives(first, "first"):
                return "A later call changes the result of an earlier one: both are the same array."
            again = attempt.fresh_answer(case, keep="again")
            if attempt.function.share("first", "again"):
                return "Two calls return one and the same array: whoever writes into one result changes the other."
            if attempt.function.lost is not None:
                return f"{attempt.function.lost} The call was with {case.label}."
            if stopped := next((a for a in (*others, again) if a.kind == "stopped"), None):
                return no_result(stopped)
            if not all(attempt.is_right(answer) for answer in (*others, again)):
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
            if answer.parts is None:
                return no_result(answer)
            wanted = np.result_type(*(value for value in case.inputs.values() if is_floats(value)))
            for index, part in enumerate(answer.parts):
                given = part.dtype.newbyteorder("=")
                if given != wanted:
                    why = (
                        " What widens: np.zeros or np.array without dtype=..., and NumPy's numbers, np.sqrt(64) for "
                        "instance. A plain Python number, as 64 ** 0.5, does not."
                    )
                    return (
                        f"For inputs of {wanted} the result{attempt.of(index)} must be {wanted}; yours is {given}."
                        + (why if given == np.float64 else "")
                    )
            # What the reference itself, computing in this dtype, can't do is asked of nobody.
            if not attempt.is_right(answer, wanted) and _reference_is_right(attempt, case, wanted):
                return f"The result has dtype {wanted}, but not its precision. {how_far(attempt, answer, wanted)}"
        return None

    return judge


def is_boolean(draw: Draw) -> Judge:
    """The result is an array of true and false, and not of numbers that stand for them."""

    def judge(attempt: Attempt) -> str | None:
        for case in attempt.cases(draw):
            answer = attempt.answer(case)
            if answer.parts is None:
                return no_result(answer)
            if (given := answer.parts[0].dtype) != np.bool_:
                return (
                    f"The result must be boolean, True or False; yours is {given}. "
                    "A comparison such as a <= b gives booleans by itself."
                )
        return None

    return judge


def zero_where_forbidden(draw: Draw, name: str = "") -> Judge:
    """Where the mask is False, or the score -inf, it is exactly 0: a leak too small for rounding to see is one."""

    def judge(attempt: Attempt) -> str | None:
        [index] = attempt.indices((name,)) if name else [0]
        for case in attempt.cases(draw):
            answer = attempt.answer(case)
            if answer.parts is None:
                return no_result(answer)
            part, expected = answer.parts[index], attempt.expected(case)[index]
            if part.shape != expected.shape:
                continue
            if "mask" in case.inputs:
                forbidden, why = expected == 0, "is of a forbidden key"
            else:
                forbidden, why = (
                    np.isneginf(case.inputs.get("scores", expected)),
                    "belongs to a score of -inf",
                )
            leaks = np.argwhere((part != 0) & forbidden)
            if len(leaks):
                where = tuple(int(i) for i in leaks[0])
                return (
                    f"For {case.label}, entry {list(where)}{attempt.of(index)} {why} and must be exactly 0; "
                    f"yours is {part[where]:.3g}."
                )
        return None

    return judge


def no_result(answer: Answer) -> str | None:
    """What to say of a call that gave no array."""
    if answer.problem is None:
        return None
    return f"{answer.problem} The call was with {answer.case.label}."


def how_far(
    attempt: Attempt, answer: Answer, dtype: Any = np.float32, names: tuple[str, ...] | list[str] = ()
) -> str:
    """Where an answer differs most from the expected one, in a sentence."""
    assert answer.parts is not None
    label, tolerances = answer.case.label, attempt.tolerance(answer.case, dtype)
    for index in attempt.indices(names):
        part, right = answer.parts[index], attempt.expected(answer.case)[index]
        if part.shape != right.shape:
            return _wrong_shape(attempt, answer.case, index, part.shape)
        if right.dtype == np.bool_:
            expected, array = right.astype(float), part.astype(float)
        else:
            expected, array = right, part
        with np.errstate(all="ignore"):
            off = np.where(np.isfinite(array), np.abs(array - expected), np.inf) - tolerances[index]
        off = np.where(array == expected, -np.inf, off)
        if off.size == 0 or off.max() <= 0:
            continue
        where = np.unravel_index(np.argmax(off), off.shape)
        entry = f"entry {[int(i) for i in where]}" if where else "the result"
        ours, theirs = float(expected[where]), float(array[where])
        if right.dtype == np.bool_ and theirs in (0, 1):
            said = f"must be {bool(ours)}; yours is {bool(theirs)}."
        else:
            digits = next((d for d in (6, 10) if written(ours, d) != written(theirs, d)), 17)
            said = f"must be {ours:.{digits}g}; yours is {theirs:.{digits}g}."
        said = f"For {label}, {entry}{attempt.of(index)} {said}"
        return said + (" (Your result is float16.)" if array.dtype == np.float16 else "")
    return f"For {label} the result is not right."


def _wrong_shape(attempt: Attempt, case: Case, index: int, given: tuple[int, ...]) -> str:
    wanted = attempt.expected(case)[index].shape
    return f"For {case.label} the shape{attempt.of(index)} must be {wanted}; yours is {given}."


def _reference_is_right(attempt: Attempt, case: Case, dtype: Any) -> bool:
    parts = as_parts(attempt.problem.reference(*case.copy()))
    return attempt.is_right(Answer(case, parts), dtype)


def _others(case: Case) -> list[Case]:
    """The same sizes and, of several arrays, the same first one; the others' numbers turned around, no mask."""
    turned = {
        name: value[::-1] if isinstance(value, list) else np.flip(value)
        for name, value in case.inputs.items()
        if isinstance(value, list | np.ndarray)
    }
    if len(turned) > 1:
        del turned[next(iter(turned))]
    found = [case.replaced(**turned)]
    if "mask" in case.inputs:
        unmasked = {name: value for name, value in case.inputs.items() if name != "mask"}
        found.append(Case(unmasked, case.sizes, case.batch))
    return found
