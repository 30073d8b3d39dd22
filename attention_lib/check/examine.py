"""Examines a function: judges every criterion, finds the mistake, picks the case that shows it."""

from collections.abc import Callable
from typing import Any

import numpy as np

from attention_lib.check.attempt import Attempt
from attention_lib.check.call import replaced_in_numpy
from attention_lib.check.diagnose import Diagnosis, diagnose
from attention_lib.check.problem import Array, Problem
from attention_lib.check.report import Example, Report, Verdict
from attention_lib.check.subject import Subject


def examine(problem: Problem, function: Callable[..., Any] | Subject, seed: int) -> Report:
    """Judge a function by a problem's criteria, with cases drawn from the seed.

    Parameters
    ----------
    problem : Problem
        What it should do.
    function : callable or Subject
        The student's, in this process or in another.
    seed : int
        From which every case follows.

    Returns
    -------
    Report
        Whatever the function does.
    """
    if _under_way:
        return Report.refusal("check was called inside the function that it checks. Take that call out.")
    if replaced := replaced_in_numpy():
        return Report.refusal(replaced_sentence(replaced[0]))
    _under_way.append(problem.name)
    try:
        with np.errstate(all="ignore"):  # a student's NaN and infinity are compared, not warned of
            try:
                attempt = Attempt(function, problem, seed)
            except ModuleNotFoundError as error:  # no code of the student has run yet
                return Report.refusal(
                    f"{problem.name} needs {error.name}, which is not installed here: check it where it is."
                )
            return _examine(attempt)
    finally:
        _under_way.clear()


def replaced_sentence(name: str) -> str:
    """The sentence for a function of NumPy's that something replaced before the check."""
    return (
        f"{name} is no longer NumPy's own: something you ran has replaced it. Give your function "
        "a name of its own, and restart the kernel before you check again."
    )


MOST_SHOWN = 2_000
"""Numbers of a wrong result that are shown; where there are more, its shape is said."""


def verdicts(problem: Problem, function: Callable[..., Any], seed: int) -> tuple[Verdict, ...]:
    """Judge a function without looking for the mistake: what grading needs."""
    attempt = Attempt(function, problem, seed)
    with np.errstate(all="ignore"):
        return _waiting(problem) if attempt.wrong_signature() is not None else _judge(attempt)


_under_way: list[str] = []


def _waiting(problem: Problem) -> tuple[Verdict, ...]:
    return tuple(Verdict(c.name, c.what, c.points, "waits") for c in problem.criteria)


def _examine(attempt: Attempt) -> Report:
    problem, seed = attempt.problem, attempt.seed
    if (signature := attempt.wrong_signature()) is not None:
        wrong = Diagnosis(
            "signature",
            signature,
            "Its list of arguments says so.",
            f"Begin with def {problem.header or problem.call}:",
        )
        return Report(problem.name, seed, _waiting(problem), (wrong,))
    judged = _judge(attempt)
    if all(verdict.status == "holds" for verdict in judged):
        return Report(problem.name, seed, judged)
    found = diagnose(attempt)
    example, trace = _example(attempt)
    # Where nothing was computed, the criterion's sentence is all there is to say.
    puzzling = not found and attempt.gave_numbers and (example is not None or problem.napkin is None)
    return Report(problem.name, seed, judged, found, example, trace, problem.advice if puzzling else "")


def _judge(attempt: Attempt) -> tuple[Verdict, ...]:
    judged: dict[str, Verdict] = {}
    for criterion in attempt.problem.criteria:
        name, what, points = criterion.name, criterion.what, criterion.points
        waits_for = [need for need in criterion.needs if judged[need].status != "holds"]
        if waits_for:
            judged[name] = Verdict(name, what, points, "waits", f"Judged once {waits_for[0]} holds.")
        elif (message := criterion.judge(attempt)) is not None:
            before = next((verdict.name for verdict in judged.values() if verdict.message == message), None)
            judged[name] = Verdict(
                name, what, points, "fails", message if before is None else f"The same as for {before}."
            )
        else:
            judged[name] = Verdict(name, what, points, "holds")
    return tuple(judged.values())


def _example(attempt: Attempt) -> tuple[Example | None, str]:
    """The first small case that fails, and the student's own lines where it stopped with an error."""
    if attempt.problem.napkin is None:
        return None, ""
    for case in attempt.cases(attempt.problem.napkin):
        answer = attempt.answer(case)
        if answer.kind in ("unwritten", "stopped", "forbidden"):
            return None, answer.lines
        if not attempt.is_right(answer):
            names = attempt.problem.results or ("",)
            yours: dict[str, Array] | str | None = answer.problem
            if answer.parts is not None:
                shown = all(part.size <= MOST_SHOWN for part in answer.parts)
                shapes = " and ".join(str(part.shape) for part in answer.parts)
                yours = (
                    dict(zip(names, answer.parts, strict=True)) if shown else f"too large to show: {shapes}"
                )
            expected = dict(zip(names, attempt.expected(case), strict=True))
            return Example(case.inputs, yours, expected), answer.lines
    return None, ""
