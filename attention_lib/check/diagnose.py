"""Finds which mistake it was: first by elimination over the known ones, then by structure.

An implementation is seen as choices (which axes are multiplied, by what the result is scaled, ...).
Every combination of options is a possible implementation; one that gives what the student's gives,
on every probe, names the mistakes. Where several fit with equally few mistakes, all are said.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from attention_lib.check.attempt import Answer, Attempt
from attention_lib.check.call import call
from attention_lib.check.problem import Array, Option, Problem
from attention_lib.check.structure import equal, structure


@dataclass(frozen=True)
class Diagnosis:
    """One mistake: its name, what is wrong, how we know, a hint, and where to read."""

    name: str
    sentence: str
    evidence: str
    hint: str = ""
    read: str = ""

    def to_dict(self) -> dict[str, str]:
        """Plain data, for JSON."""
        return dict(vars(self))


@dataclass
class _Fit:
    """How a known mistake compares with the student's answers."""

    options: tuple[Option, ...]
    same: int = 0
    both_fail: int = 0
    telling: int = 0


def diagnose(attempt: Attempt) -> tuple[Diagnosis, ...]:
    """Say which mistake explains what a failing attempt does; nothing where the evidence names none."""
    problem = attempt.problem
    if problem.probes is None:
        return ()
    answers = [attempt.answer(case) for case in attempt.cases(problem.probes)]
    if answers[0].kind in ("unwritten", "stopped", "type"):
        return ()  # the criterion's sentence says it all
    found = _known(attempt, answers) or _known_without_batch(attempt, answers)
    if not found and (seen := structure(attempt, answers)) is not None:
        found = (Diagnosis(*seen, read=problem.read),)
    changed = sorted({name for answer in answers for name in answer.changed})
    if changed:
        found += (
            Diagnosis(
                "changes-input",
                f"Your function changes what it is given: {' and '.join(changed)}.",
                f"After the call, {changed[0]} is no longer what it was before.",
                "An operation such as `*=`, or `out=`, writes into the caller's array. Make a new one.",
                problem.read,
            ),
        )
    return found


def implementations(problem: Problem) -> list[tuple[tuple[Option, ...], Callable[..., Any]]]:
    """All known wrong implementations, fewest mistakes first: each its wrong options and its code."""
    if problem.compose is None:
        return []
    found = []
    for options in itertools.product(*problem.choices):
        wrong = tuple(
            option for option, choice in zip(options, problem.choices, strict=True) if option is not choice[0]
        )
        if wrong:
            found.append((wrong, problem.compose(*options)))
    return sorted(found, key=lambda pair: len(pair[0]))


def _known(attempt: Attempt, answers: Sequence[Answer]) -> tuple[Diagnosis, ...]:
    fits: list[_Fit] = []
    for wrong, implementation in implementations(attempt.problem):
        if fits and len(wrong) > len(fits[0].options):
            break
        fit = _fit(attempt, answers, wrong, implementation)
        if fit is not None:
            fits.append(fit)
    return tuple(_explain(attempt.problem, fit, len(answers), len(fits)) for fit in fits)


def _known_without_batch(attempt: Attempt, answers: Sequence[Answer]) -> tuple[Diagnosis, ...]:
    """A known mistake, written so that it fits two axes only."""
    plain = [answer for answer in answers if not answer.case.has_batch]
    batched = [answer for answer in answers if answer.case.has_batch]
    if not batched:
        return ()
    fails = all(answer.array is None for answer in batched)
    then = "it stops with an error" if fails else "it does something else again"
    return tuple(
        replace(
            found,
            name=f"{found.name}+two-axes",
            sentence=f"{found.sentence} And it is written for two axes only.",
            evidence=found.evidence.replace("test cases", "test cases without batch axes", 1)
            + f" With batch axes {then}.",
        )
        for found in _known(attempt, plain)
    )


def _fit(
    attempt: Attempt,
    answers: Sequence[Answer],
    wrong: tuple[Option, ...],
    implementation: Callable[..., Any],
) -> _Fit | None:
    fit, accuracy = _Fit(wrong), attempt.problem.accuracy
    for answer in answers:
        theirs = call(implementation, answer.case.copy())
        if theirs.problem is not None and answer.array is None:
            fit.both_fail += 1
            continue
        if theirs.problem is not None or answer.array is None:
            return None
        array: Array = np.asarray(theirs.value)
        if not equal(answer.array, array, accuracy):
            return None
        fit.same += 1
        fit.telling += not equal(array, attempt.expected(answer.case), accuracy)
    # Equal where the mistake makes no difference is no evidence for it.
    return fit if fit.telling >= 2 else None


def _explain(problem: Problem, fit: _Fit, cases: int, rivals: int) -> Diagnosis:
    evidence = f"On {fit.same} of {cases} test cases your result equals what this mistake gives"
    if fit.telling < fit.same:
        evidence += f" (on {fit.telling} of them that differs from the right result)"
    if fit.both_fail:
        evidence += f", and on the other {fit.both_fail} both stop with an error"
    sentence = " ".join(option.sentence for option in fit.options)
    if rivals > 1:
        sentence = f"It may be this (we can't tell from the results): {sentence}"
    return Diagnosis(
        name="+".join(option.name for option in fit.options),
        sentence=sentence,
        evidence=evidence + ".",
        hint=" ".join(option.hint for option in fit.options),
        read=fit.options[0].read or problem.read,
    )
