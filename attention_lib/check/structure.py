"""What the results of an unknown mistake have in common: each look says what it sees, and no more."""

import itertools
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from attention_lib.check.attempt import Answer, Attempt
from attention_lib.check.problem import Array, Case


class Seen(NamedTuple):
    """A name, what is wrong, how we know, and a hint."""

    name: str
    sentence: str
    evidence: str
    hint: str


def structure(attempt: Attempt, answers: Sequence[Answer]) -> Seen | None:
    """The first look that sees something."""
    for look in (_state, _constant, _swapped, _factor, _sizes):
        seen = look(attempt, answers)
        if seen is not None:
            return seen
    return None


def equal(a: Array, b: Array, accuracy: float | None = None) -> bool:
    """The same shape, and the same numbers: to float32's rounding, with room to spare, or to `accuracy`."""
    if a.shape != b.shape:
        return False
    scale = float(np.max(np.abs(b), initial=0, where=np.isfinite(b)))
    return bool(np.allclose(a, b, rtol=accuracy or 1e-4, atol=1e-5 * scale, equal_nan=True))


def _state(attempt: Attempt, answers: Sequence[Answer]) -> Seen | None:
    """The same call twice, with two results."""
    for before in (answers[0], answers[-1]):
        again = attempt.answer(before.case)
        if (before.array is None) != (again.array is None) or (
            before.array is not None
            and again.array is not None
            and np.isfinite(before.array).all()
            and not equal(before.array, again.array)
        ):
            return Seen(
                "state",
                "The same call gives different results.",
                f"Two calls with {before.case.label} and the same numbers did.",
                "What outlives a call? A list as default argument, a variable of the notebook, a random number?",
            )
    return None


def _constant(attempt: Attempt, answers: Sequence[Answer]) -> Seen | None:
    """The same result, whatever comes in."""
    arrays = [answer.array for answer in answers if answer.array is not None]
    if len(arrays) < 2 or not all(equal(array, arrays[0]) for array in arrays):
        return None
    return Seen(
        "constant",
        "The result does not depend on what comes in.",
        f"{len(arrays)} test cases with different inputs gave one and the same result.",
        "Does the function use its own arguments, or variables of the notebook with similar names? Or does it "
        "pick the same place whatever they are?",
    )


def _swapped(attempt: Attempt, answers: Sequence[Answer]) -> Seen | None:
    """The right numbers, with the last two axes swapped, wherever there is a result."""
    swapped = 0
    for answer in answers:
        expected = attempt.expected(answer.case)
        if answer.array is None or expected.ndim < 2:
            continue
        if not equal(answer.array, np.swapaxes(expected, -1, -2)):
            return None
        swapped += not equal(answer.array, expected)
    if swapped < 2:
        return None
    failed = sum(answer.array is None for answer in answers)
    return Seen(
        "swapped-axes",
        "Wherever there is a result, its numbers are right, but rows and columns are swapped.",
        f"On {swapped} of {len(answers)} test cases your result is the right one, transposed"
        + (f"; on {failed} it stops with an error." if failed else "."),
        "Which index of the result belongs to the query, and which to the key?",
    )


def _factor(attempt: Attempt, answers: Sequence[Answer]) -> Seen | None:
    """The right numbers, times one constant."""
    factors = []
    for answer in answers:
        expected = attempt.expected(answer.case)
        if answer.array is None or answer.array.shape != expected.shape or not expected.any():
            continue
        factor = float(np.vdot(expected, answer.array) / np.vdot(expected, expected))
        if not np.isfinite(factor) or not equal(answer.array, factor * expected):
            return None
        factors.append(factor)
    same = max(1e-5, attempt.problem.accuracy or 0)
    if len(factors) < 2 or not factors[0] or np.ptp(factors) > same * abs(factors[0]):
        return None
    if abs(factors[0] - 1) <= same:
        return None
    about = f"about {np.mean(factors):.3g}" if same > 1e-5 else f"{factors[0]:.6g}"
    return Seen(
        "constant-factor",
        f"The numbers are all {about} times what they should be.",
        f"The ratio of yours to the expected is the same in all {len(factors)} test cases"
        + (f", to {same:.0%}." if same > 1e-5 else "."),
        "Is there a factor that should not be there, or one missing? Or is it the place of a number in an "
        "array, where the number itself is meant?",
    )


def _sizes(attempt: Attempt, answers: Sequence[Answer]) -> Seen | None:
    """Right for some sizes and wrong for the others."""
    right = [attempt.is_right(answer) for answer in answers]
    if all(right) or not any(right) or not all(map(_has_matrices, answers)):
        return None
    for what, holds in _RELATIONS.items():
        where = [holds(answer.case) for answer in answers]
        if where == right and sum(right) >= 2 and right.count(False) >= 2:
            return Seen(
                "sizes",
                f"It is right when {what}, and wrong otherwise.",
                f"Right on {sum(right)} test cases where {what}; wrong on the {right.count(False)} others.",
                "Count axes from the end: n and d are shape[-2] and shape[-1], however many axes stand before."
                if "batch" in what
                else "Run it on one of the other sizes and write down the shape after each line.",
            )
    return None


def _shapes(case: Case) -> list[tuple[int, ...]]:
    return [value.shape for value in case.inputs.values() if isinstance(value, np.ndarray)]


def _has_matrices(answer: Answer) -> bool:
    shapes = _shapes(answer.case)
    return bool(shapes) and min(map(len, shapes)) >= 2


def _batch_axes(case: Case) -> int:
    return max(len(shape) for shape in _shapes(case)) - 2


_RELATIONS: dict[str, Callable[[Case], bool]] = {
    "there are no batch axes": lambda case: _batch_axes(case) == 0,
    "there is exactly one batch axis": lambda case: _batch_axes(case) == 1,
    "there is a batch axis": lambda case: _batch_axes(case) >= 1,
    "there is at most one batch axis": lambda case: _batch_axes(case) <= 1,
    "n_q = n_k": lambda case: len({shape[-2] for shape in _shapes(case)}) == 1,
    "n_q = n_k, without batch axes": lambda case: (
        len({shape[-2] for shape in _shapes(case)}) == 1 and _batch_axes(case) == 0
    ),
    "n_k and d_k differ": lambda case: _shapes(case)[-1][-1] != _shapes(case)[-1][-2],
    "all sizes are equal": lambda case: len(set(itertools.chain(*_shapes(case)))) == 1,
}
