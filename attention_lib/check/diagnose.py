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
from attention_lib.check.problem import Array, Case, Option, Problem


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
    if answers[0].kind in ("unwritten", "time", "type"):
        return ()  # the criterion's sentence says it all
    found = _known(attempt, answers) or _known_without_batch(attempt, answers) or _structure(attempt, answers)
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
    plain = [answer for answer in answers if _no_batch(answer.case)]
    if len(plain) == len(answers):
        return ()
    return tuple(
        replace(
            found,
            name=f"{found.name}+two-axes",
            evidence=found.evidence.replace("test cases", "test cases without batch axes", 1)
            + " With batch axes it does something else again.",
        )
        for found in _known(attempt, plain)
    )


def _fit(
    attempt: Attempt,
    answers: Sequence[Answer],
    wrong: tuple[Option, ...],
    implementation: Callable[..., Any],
) -> _Fit | None:
    fit = _Fit(wrong)
    for answer in answers:
        theirs = call(implementation, answer.case.copy())
        if theirs.problem is not None and answer.array is None:
            fit.both_fail += 1
            continue
        if theirs.problem is not None or answer.array is None:
            return None
        array = np.asarray(theirs.value)
        if not _equal(answer.array, array):
            return None
        fit.same += 1
        fit.telling += not _equal(array, attempt.expected(answer.case))
    # Equal where the mistake makes no difference is no evidence for it.
    return fit if fit.telling >= 2 else None


def _explain(problem: Problem, fit: _Fit, cases: int, rivals: int) -> Diagnosis:
    evidence = f"On {fit.same} of {cases} test cases your result equals what this mistake gives"
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


def _structure(attempt: Attempt, answers: Sequence[Answer]) -> tuple[Diagnosis, ...]:
    for look in (_constant, _permuted, _factor, _sizes):
        found = look(attempt, answers)
        if found is not None:
            return (found,)
    return ()


def _constant(attempt: Attempt, answers: Sequence[Answer]) -> Diagnosis | None:
    """The same result, whatever comes in."""
    arrays = [answer.array for answer in answers if answer.array is not None]
    if len(arrays) < 2 or not all(_equal(array, arrays[0]) for array in arrays):
        return None
    return Diagnosis(
        "constant",
        "The result does not depend on what comes in.",
        f"{len(arrays)} test cases with different inputs gave one and the same result.",
        "Does the function use its own arguments, or variables of the notebook with similar names?",
        attempt.problem.read,
    )


def _permuted(attempt: Attempt, answers: Sequence[Answer]) -> Diagnosis | None:
    """The right numbers, with axes in another order."""
    orders: dict[tuple[int, ...], int] = {}
    for answer in answers:
        expected = attempt.expected(answer.case)
        if answer.array is None or answer.array.ndim != expected.ndim:
            continue
        for order in itertools.permutations(range(expected.ndim)):
            turned = np.transpose(expected, order)
            if _equal(answer.array, turned) and not _equal(turned, expected):
                orders[order] = orders.get(order, 0) + 1
    if not orders or max(orders.values()) < 2:
        return None
    order, count = max(orders.items(), key=lambda item: item[1])
    return Diagnosis(
        "permuted",
        "The numbers are right, but the axes of the result are in another order: "
        f"axis {', '.join(map(str, order))} of the right one.",
        f"On {count} of {len(answers)} test cases your result, with its axes put back, is right.",
        "Write the shape beside each line, and look for the first line where it is not what you meant.",
        attempt.problem.read,
    )


def _factor(attempt: Attempt, answers: Sequence[Answer]) -> Diagnosis | None:
    """The right numbers, times one constant."""
    factors = []
    for answer in answers:
        expected = attempt.expected(answer.case)
        if answer.array is None or answer.array.shape != expected.shape or not expected.any():
            continue
        factor = float(np.vdot(expected, answer.array) / np.vdot(expected, expected))
        if not np.isfinite(factor) or not _close(answer.array, factor * expected):
            return None
        factors.append(factor)
    same = max(1e-6, attempt.problem.accuracy or 0)
    if len(factors) < 2 or not factors[0] or np.ptp(factors) > same * abs(factors[0]):
        return None
    if abs(factors[0] - 1) <= same:
        return None
    return Diagnosis(
        "constant-factor",
        f"The numbers are all {factors[0]:.6g} times what they should be.",
        f"The ratio of yours to the expected is the same in every entry of {len(factors)} test cases.",
        "Look for a division or multiplication that should not be there, or that is missing.",
        attempt.problem.read,
    )


def _sizes(attempt: Attempt, answers: Sequence[Answer]) -> Diagnosis | None:
    """Right for some sizes and wrong for the others."""
    right = [attempt.is_right(answer) for answer in answers]
    if all(right) or not any(right):
        return None
    for what, holds in _RELATIONS.items():
        where = [holds(answer.case) for answer in answers]
        if where == right and sum(right) >= 2 and right.count(False) >= 2:
            return Diagnosis(
                "sizes",
                f"It is right when {what}, and wrong otherwise.",
                f"Right on {sum(right)} test cases where {what}; wrong on the {right.count(False)} others.",
                "With batch axes the sizes n and d are shape[-2] and shape[-1]; shape[0] is then the batch."
                if "batch" in what
                else "Run it on one of the other sizes and write down the shape after each line.",
                attempt.problem.read,
            )
    return None


def _shapes(case: Case) -> list[tuple[int, ...]]:
    return [value.shape for value in case.inputs.values() if isinstance(value, np.ndarray)]


def _no_batch(case: Case) -> bool:
    return all(len(shape) <= 2 for shape in _shapes(case))


_RELATIONS: dict[str, Callable[[Case], bool]] = {
    "there are no batch axes": _no_batch,
    "there is at most one batch axis": lambda case: all(len(shape) <= 3 for shape in _shapes(case)),
    "n_q = n_k": lambda case: len({shape[-2] for shape in _shapes(case)}) == 1,
    "n_q = n_k, without batch axes": lambda case: (
        len({shape[-2] for shape in _shapes(case)}) == 1 and all(len(shape) == 2 for shape in _shapes(case))
    ),
    "all sizes are equal": lambda case: len({size for shape in _shapes(case) for size in shape}) == 1,
}


def _close(a: Array, b: Array) -> bool:
    # Loose enough for float32 inside, tight enough to tell √5 from √6.
    scale = float(np.max(np.abs(b), initial=0, where=np.isfinite(b)))
    return bool(np.allclose(a, b, rtol=1e-4, atol=1e-5 * scale))


def _equal(a: Array, b: Array) -> bool:
    return a.shape == b.shape and _close(a, b)
