"""Finds which mistake it was: first by elimination over the known ones, then by structure.

An implementation is seen as choices (which axes are multiplied, by what the result is scaled, ...).
Every combination of options is a possible implementation; one that gives what the student's gives,
on every probe, names the mistakes. Where several fit with equally few mistakes, all are said.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeAlias

import numpy as np

from attention_lib.check.attempt import Answer, Attempt
from attention_lib.check.problem import Array, Option, Problem, State, Steps, as_parts, is_floats
from attention_lib.check.seen import equal_parts
from attention_lib.check.structure import memory, structure

AT_ONCE = 3
"""How many mistakes a combination has at most."""

COMBINATIONS = 3_000
"""How many combinations are tried at most: where three mistakes at once make more, two do, or one."""


Implementation: TypeAlias = tuple[tuple[Option, ...], Callable[..., Any]]
"""The wrong options of an implementation, and its code."""


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
    try:
        return _diagnose(attempt)
    finally:
        _results.cache_clear()  # what serves one attempt serves no other


def _diagnose(attempt: Attempt) -> tuple[Diagnosis, ...]:
    problem = attempt.problem
    if problem.probes is None:
        return ()
    answers = [attempt.answer(case) for case in attempt.cases(problem.probes)]
    if answers[0].kind in ("unwritten", "stopped", "type") or any(a.kind == "forbidden" for a in answers):
        return ()  # the criterion's sentence says it all
    # Wrong results tell mistakes apart best, those without batch axes first; no results tell least.
    ranks = {answer: _rank(attempt, answer) for answer in answers}
    ranked = sorted(answers, key=ranks.__getitem__)
    # Where every result is right, and others fail, no result tells a known mistake.
    candidates = list(_candidates(problem, ranked[0])) if ranks[ranked[0]] < 2 else []
    found = _known(attempt, ranked, candidates)
    if not found and ranks[ranked[0]] == 0:
        found = _known_without_batch(attempt, ranked, candidates)
    if not found and memory(attempt, answers) is None:
        found = _known_where_it_is_wrong(attempt, ranked, candidates)
    if not found:
        found = _known_with_an_axis_more(attempt, ranked)
    if not found and (seen := structure(attempt, answers)) is not None:
        found = (Diagnosis(*seen, read=problem.read),)
    return (*found, *_besides(attempt, answers, bool(found)))


def _besides(attempt: Attempt, answers: Sequence[Answer], more: bool) -> Iterator[Diagnosis]:
    """What is wrong besides; that of the kind of the numbers only where a criterion does not come to say it."""
    problem = attempt.problem
    changed = sorted({name for answer in answers for name in answer.changed})
    if changed:
        yield Diagnosis(
            "changes-input",
            f"Your function changes what it is given: {' and '.join(changed)}.",
            f"After the call, {changed[0]} is no longer what it was before.",
            "An operation such as `*=`, or `out=`, writes into the caller's array. Make a new one.",
            problem.read,
        )
    if not more:
        return
    given = next((answer for answer in answers if answer.parts is not None), answers[0])
    kinds = {part.dtype.kind for part in given.parts or ()}
    if problem.boolean and kinds - {"b"}:
        yield Diagnosis(
            "not-boolean",
            "And the mask holds numbers, where it should say true or false.",
            f"Its dtype is {(given.parts or ())[0].dtype}.",
            "A comparison gives true and false by itself.",
            problem.read,
        )
    if any(criterion.name == "dtype" for criterion in problem.criteria) and kinds == {"f"}:
        single = attempt.fresh_answer(given.case.astype(np.float32))
        wide = {str(part.dtype) for part in single.parts or ()} - {"float32"}
        if wide and any(is_floats(value) for value in given.case.inputs.values()):
            yield Diagnosis(
                "other-dtype",
                f"And where float32 goes in, {wide.pop()} comes out.",
                f"So it does with {given.case.label}.",
                "Does your code make an array, or a number, of a type of its own?",
                problem.read,
            )


def implementations(problem: Problem) -> Iterator[Implementation]:
    """The known wrong implementations, fewest mistakes first: each its wrong options and its code."""
    if problem.compose is None:
        return
    yield from _others(problem)
    right = tuple(choice[0] for choice in problem.choices)
    for count in range(1, at_once(problem) + 1):
        ways = [
            [option for option in choice[1:] if count == 1 or not option.alone] for choice in problem.choices
        ]
        for places in itertools.combinations(range(len(right)), count):
            for wrong in itertools.product(*(ways[place] for place in places)):
                options = list(right)
                for place, option in zip(places, wrong, strict=True):
                    options[place] = option
                yield wrong, problem.compose(*options)


def _others(problem: Problem) -> Iterator[Implementation]:
    for option in problem.others:
        yield (option,), option.apply


def at_once(problem: Problem) -> int:
    """How many mistakes are tried together."""
    ways = [1]  # ways[k]: how many combinations have exactly k mistakes
    for choice in problem.choices:
        together = sum(not option.alone for option in choice[1:])
        ways = [a + b * together for a, b in zip([*ways, 0], [0, *ways], strict=True)]
    counts = range(2, min(AT_ONCE, len(problem.choices)) + 1)
    return max((count for count in counts if sum(ways[1 : count + 1]) <= COMBINATIONS), default=1)


def _rank(attempt: Attempt, answer: Answer) -> int:
    if answer.parts is None:
        return 3
    return 2 if attempt.is_right(answer) else int(answer.case.has_batch)


def _known(
    attempt: Attempt, answers: Sequence[Answer], candidates: Sequence[Implementation], batched: bool = True
) -> tuple[Diagnosis, ...]:
    fits: list[_Fit] = []
    for wrong, implementation in candidates:
        if fits and len(wrong) > len(fits[0].options):
            break
        fit = _fit(attempt, answers, wrong, implementation)
        # One mistake may be known with several constants, or as code of two kinds; it is said once.
        said = [words for known in fits for words in (_names(known.options), _sentence(known.options))]
        if fit is not None and _names(wrong) not in said and _sentence(wrong) not in said:
            fits.append(fit)
    if not batched:  # what a mistake does to batch axes is not to be said of a function that takes none
        fits = [fit for fit in fits if "batch" not in _sentence(fit.options)] or fits
    return tuple(_explain(attempt.problem, fit, len(answers), len(fits)) for fit in fits)


def _names(options: Iterable[Option]) -> str:
    return "+".join(option.name for option in options)


def _sentence(options: Iterable[Option]) -> str:
    return " ".join(option.sentence for option in options)


def _candidates(problem: Problem, answer: Answer) -> Iterable[Implementation]:
    """The known wrong implementations, without those that one answer rules out already."""
    if answer.parts is None:
        return implementations(problem)
    in_steps = isinstance(problem.compose, Steps)
    found = [
        (wrong, implementation)
        for wrong, implementation in (_others(problem) if in_steps else implementations(problem))
        if (theirs := _results(implementation, answer)) is not None
        and equal_parts(answer.parts, theirs, problem.accuracy)
    ]
    if isinstance(problem.compose, Steps):
        start = problem.compose.start(*answer.case.copy())
        _walk(problem, problem.compose, at_once(problem), answer, start, (), found)
    return sorted(found, key=lambda pair: len(pair[0]))


def _walk(
    problem: Problem,
    compose: Steps,
    most: int,
    answer: Answer,
    state: State,
    options: tuple[Option, ...],
    found: list[Implementation],
) -> None:
    """Go on from a state in every way that makes not too many mistakes; keep those that end at the answer."""
    place = len(options)
    wrong = tuple(o for o, choice in zip(options, problem.choices, strict=False) if o is not choice[0])
    if place == len(problem.choices):
        assert answer.parts is not None
        if wrong and equal_parts(answer.parts, as_parts(state["result"]), problem.accuracy):
            found.append((wrong, compose(*options)))
        return
    choice = problem.choices[place]
    most = 1 if any(option.alone for option in wrong) else most
    for option in choice if len(wrong) < most else choice[:1]:
        if option.alone and wrong:
            continue
        try:
            following = compose.steps[place](state, option.apply)
        except Exception:  # with these options there is no result, and there was one
            continue
        _walk(problem, compose, most, answer, following, (*options, option), found)


def _known_without_batch(
    attempt: Attempt, answers: Sequence[Answer], candidates: Sequence[Implementation]
) -> tuple[Diagnosis, ...]:
    """A known mistake, written so that it fits two axes only."""
    plain = [answer for answer in answers if not answer.case.has_batch]
    batched = [answer for answer in answers if answer.case.has_batch]
    if not batched or not plain:
        return ()
    fails = all(answer.parts is None for answer in batched)
    then = "it stops with an error" if fails else "it does something else again"
    return tuple(
        replace(
            found,
            name=f"{found.name}+two-axes",
            sentence=f"{found.sentence} And it is written for inputs without batch axes only.",
            evidence=found.evidence.replace("test cases", "test cases without batch axes", 1)
            + f" With batch axes {then}.",
        )
        for found in _known(attempt, plain, candidates, batched=False)
    )


def _known_where_it_is_wrong(
    attempt: Attempt, answers: Sequence[Answer], candidates: Sequence[Implementation]
) -> tuple[Diagnosis, ...]:
    """A known mistake, made in some cases only."""
    wrong = [answer for answer in answers if not attempt.is_right(answer)]
    if attempt.problem.accuracy is not None:  # of something measured, some numbers are right by chance
        return ()
    # Nothing but zeros is what many mistakes give.
    if len(wrong) == len(answers) or not any(np.any(part) for answer in wrong for part in answer.parts or ()):
        return ()
    return tuple(
        replace(
            found,
            name=f"{found.name}+sometimes",
            evidence=found.evidence.replace("test cases", "test cases in which it is wrong", 1)
            + f" On the {len(answers) - len(wrong)} others your result is right.",
            hint=f"{found.hint} And what sets the test cases apart in which all is well?",
        )
        for found in _known(attempt, wrong, candidates)
    )


def _known_with_an_axis_more(attempt: Attempt, answers: Sequence[Answer]) -> tuple[Diagnosis, ...]:
    """A known mistake, and an axis of length 1 too many in front or behind."""
    for place, where in ((0, "in front"), (-1, "behind")):
        squeezed = [_without_axis(attempt, answer, place) for answer in answers]
        if None in squeezed:
            continue
        fewer = [answer for answer in squeezed if answer is not None]
        found = _known(attempt, fewer, list(_candidates(attempt.problem, fewer[0])))
        return tuple(
            replace(
                known,
                name=f"{known.name}+axis-more",
                sentence=f"{known.sentence} And the result has an axis of length 1 too many, {where}.",
            )
            for known in found
        )
    return ()


def _without_axis(attempt: Attempt, answer: Answer, place: int) -> Answer | None:
    """The answer without one axis of length 1 that it has more than it should; None where it has not."""
    if answer.parts is None:
        return None
    parts = []
    for part, right in zip(answer.parts, attempt.expected(answer.case), strict=True):
        if part.ndim != right.ndim + 1 or part.shape[place] != 1:
            return None
        parts.append(np.squeeze(part, axis=place))
    return replace(answer, parts=tuple(parts))


def _fit(
    attempt: Attempt,
    answers: Sequence[Answer],
    wrong: tuple[Option, ...],
    implementation: Callable[..., Any],
) -> _Fit | None:
    fit, accuracy = _Fit(wrong), attempt.problem.accuracy
    for answer in answers:
        theirs = _results(implementation, answer)
        # Where one stops with an error, the other may go on with a wrong shape. (Of two mistakes, too many would fit.)
        stops = theirs is None and answer.parts is None
        if len(wrong) == 1 and (theirs is None or answer.parts is None):
            stops = not any(_has_shape(attempt, answer, parts) for parts in (theirs, answer.parts))
        if stops:
            fit.both_fail += 1
            continue
        if theirs is None or answer.parts is None or not equal_parts(answer.parts, theirs, accuracy):
            return None
        fit.same += 1
        fit.telling += not equal_parts(theirs, attempt.expected(answer.case), accuracy)
    # Equal where the mistake makes no difference is no evidence for it.
    return fit if fit.telling >= 2 else None


def _has_shape(attempt: Attempt, answer: Answer, parts: tuple[Array, ...] | None) -> bool:
    shapes = [part.shape for part in attempt.expected(answer.case)]
    return parts is not None and [part.shape for part in parts] == shapes


@cache
def _results(implementation: Callable[..., Any], answer: Answer) -> tuple[Array, ...] | None:
    """What a known mistake gives; None where it stops with an error, or gives no array."""
    try:
        return as_parts(implementation(*answer.case.copy()))
    except Exception:
        return None


def _explain(problem: Problem, fit: _Fit, cases: int, rivals: int) -> Diagnosis:
    evidence = f"On {fit.same} of {cases} test cases your result equals what this mistake gives"
    if fit.telling < fit.same:
        evidence += f" (on {fit.telling} of them that differs from the right result)"
    if fit.both_fail:
        evidence += f", and on the other {fit.both_fail} neither gives a result of the right shape"
    sentence = _sentence(fit.options)
    if rivals > 1:
        sentence = f"It may be this (we can't tell from the results): {sentence}"
    return Diagnosis(
        name=_names(fit.options),
        sentence=sentence,
        evidence=evidence + ".",
        hint=" ".join(option.hint for option in fit.options),
        read=fit.options[0].read or problem.read,
    )
