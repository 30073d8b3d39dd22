"""Explains a result as the right one of other inputs, or as the right one that was changed afterwards.

Many mistakes that nobody listed are of this kind: an argument loses its sign, its last row or its
order on the way in, or the result its own on the way out. So the reference is asked for other
inputs, and its results are changed, until one agrees with the student's on every test case.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from attention_lib.check.attempt import Answer, Attempt
from attention_lib.check.problem import Array, Case, as_parts, is_floats
from attention_lib.check.seen import Pair, Seen, equal, equal_parts

Change = Callable[[Array], Array]


def _zero(axis: int, place: int) -> Change:
    def change(a: Array) -> Array:
        changed = a.copy()
        np.moveaxis(changed, axis, 0)[place] = 0
        return changed

    return change


def _unit(a: Array) -> Array:
    unit: Array = a / np.sqrt(np.sum(a * a, axis=-1, keepdims=True))
    return unit


def _centred(axis: int) -> Change:
    return lambda a: a - np.mean(a, axis=axis, keepdims=True)


def _transposed(a: Array) -> Array:
    return np.swapaxes(a, -1, -2) if a.shape[-1] == a.shape[-2] else a


# What may happen to arrays of floating-point numbers before they are used.
NUMBERS: dict[str, Change] = {
    "{} had the opposite sign": lambda a: -a,
    "{} had lost its minus signs": np.abs,
    "what is negative in {} were 0": lambda a: np.maximum(a, 0),
    "what follows the decimal point in {} were cut off": np.trunc,
    "{} were rounded to whole numbers": np.round,
    "{} were clipped to lie between -1 and 1": lambda a: np.clip(a, -1, 1),
    "{} were clipped to lie between 0 and 1": lambda a: np.clip(a, 0, 1),
    "{} were squared": np.square,
    "{} were doubled": lambda a: 2 * a,
    "{} were divided by the root of its number of columns": lambda a: a / np.sqrt(a.shape[-1]),
    "{} were multiplied by the root of its number of columns": lambda a: a * np.sqrt(a.shape[-1]),
    "{} were divided by its number of columns": lambda a: a / a.shape[-1],
    "{} were divided by the root of its number of rows": lambda a: a / np.sqrt(a.shape[-2]),
    "{} were all 0": np.zeros_like,
    "{} were all 1": np.ones_like,
    "each row of {} were divided by its length": _unit,
    "each row of {} were divided by its sum": lambda a: a / np.sum(a, axis=-1, keepdims=True),
    "the mean of each row of {} were subtracted": _centred(-1),
    "the mean of each column of {} were subtracted": _centred(-2),
    "the rows of {} stood in reverse order": lambda a: np.flip(a, -2),
    "the columns of {} stood in reverse order": lambda a: np.flip(a, -1),
    "all rows of {} were its first": lambda a: np.broadcast_to(a[..., :1, :], a.shape),
    "all rows of {} were its last": lambda a: np.broadcast_to(a[..., -1:, :], a.shape),
    "all rows of {} were their mean": lambda a: np.broadcast_to(np.mean(a, axis=-2, keepdims=True), a.shape),
    "each row of {} were the one before it, the first the last": lambda a: np.roll(a, 1, -2),
    "each row of {} were the one after it, the last the first": lambda a: np.roll(a, -1, -2),
    "the last row of {} were 0": _zero(-2, -1),
    "the first row of {} were 0": _zero(-2, 0),
    "the last column of {} were 0": _zero(-1, -1),
    "the first column of {} were 0": _zero(-1, 0),
    "{} lay on its side, rows and columns swapped": _transposed,
    "each row of {} were sorted": lambda a: np.sort(a, axis=-1),
}

# What may happen to true and false.
TRUTHS: dict[str, Change] = {
    "{} said the opposite": np.logical_not,
    "rows and columns of {} were swapped": _transposed,
    "{} were its first row for every query": lambda a: np.broadcast_to(a[..., :1, :], a.shape),
    "{} were its last row for every query": lambda a: np.broadcast_to(a[..., -1:, :], a.shape),
    "{} were its first column for every key": lambda a: np.broadcast_to(a[..., :1], a.shape),
    "the keys in {} stood in reverse order": lambda a: np.flip(a, -1),
    "the queries in {} stood in reverse order": lambda a: np.flip(a, -2),
    "{} forbade the first key to everyone": lambda a: a & (np.arange(a.shape[-1]) != 0),
    "{} forbade the last key to everyone": lambda a: a & (np.arange(a.shape[-1]) != a.shape[-1] - 1),
    "{} allowed each query the key of its own number": lambda a: a | (np.eye(*a.shape[-2:]) == 1),
    "{} forbade each query the key of its own number": lambda a: a & (np.eye(*a.shape[-2:]) == 0),
    "{} forbade all later keys, too": lambda a: np.tril(a),
    "a row of {} that forbids everything allowed everything": lambda a: a | ~a.any(axis=-1, keepdims=True),
}

# What may happen to whole numbers, alone or in a row.
WHOLE: dict[str, Callable[[Any], Any]] = {
    "{} were larger by 1": lambda a: a + 1,
    "{} were smaller by 1": lambda a: a - 1,
    "{} were twice as large": lambda a: a * 2,
    "{} were half as large": lambda a: a // 2,
    "{} were 1": lambda a: a * 0 + 1,
    "{} had the opposite sign": lambda a: -a,
    "{} were at least 1": lambda a: np.maximum(a, 1),
    "{} began at 0": lambda a: a - np.asarray(a)[..., :1] if np.ndim(a) else a,
    "{} were its first for all": lambda a: np.broadcast_to(a[..., :1], np.shape(a)) if np.ndim(a) else a,
    "{} were its last for all": lambda a: np.broadcast_to(a[..., -1:], np.shape(a)) if np.ndim(a) else a,
    "{} were its largest for all": lambda a: a * 0 + np.max(a),
    "{} were its smallest for all": lambda a: a * 0 + np.min(a),
    "{} stood in reverse order": lambda a: np.flip(a, -1) if np.ndim(a) else a,
    "{} were 0, 1, 2, and so on": lambda a: np.arange(np.shape(a)[-1]) + a * 0 if np.ndim(a) else a,
}

# What may happen to a result.
AFTERWARDS: dict[str, Change] = {
    "each entry is squared": np.square,
    "the root of each entry is taken": np.sqrt,
    "the exponential of each entry is taken": np.exp,
    "the logarithm of each entry is taken": np.log,
    "minus signs are lost": np.abs,
    "what is negative is set to 0": lambda a: np.maximum(a, 0),
    "each entry is subtracted from 1": lambda a: 1 - a,
    "entries are clipped to lie between 0 and 1": lambda a: np.clip(a, 0, 1),
    "entries are clipped to lie between -1 and 1": lambda a: np.clip(a, -1, 1),
    "what follows the decimal point is cut off": np.trunc,
    "entries are rounded to whole numbers": np.round,
    "entries are rounded to one place": lambda a: np.round(a, 1),
    "entries are rounded to two places": lambda a: np.round(a, 2),
    "entries are rounded to three places": lambda a: np.round(a, 3),
    "entries are rounded to four places": lambda a: np.round(a, 4),
    "each row is divided by its sum": lambda a: a / np.sum(a, axis=-1, keepdims=True),
    "each column is divided by its sum": lambda a: a / np.sum(a, axis=-2, keepdims=True),
    "each row is divided by its largest entry": lambda a: a / np.max(a, axis=-1, keepdims=True),
    "each row is divided by its length": _unit,
    "the mean of each row is subtracted": _centred(-1),
    "a softmax is taken over each row": lambda a: _softmax(a, -1),
    "a softmax is taken over each column": lambda a: _softmax(a, -2),
    "the rows are put in reverse order": lambda a: np.flip(a, -2),
    "the columns are put in reverse order": lambda a: np.flip(a, -1),
    "the first axis is put in reverse order": lambda a: np.flip(a, 0),
    "every row moves down by one, the last to the top": lambda a: np.roll(a, 1, -2),
    "every row moves up by one, the first to the end": lambda a: np.roll(a, -1, -2),
    "every column moves right by one, the last to the front": lambda a: np.roll(a, 1, -1),
    "every column moves left by one, the first to the end": lambda a: np.roll(a, -1, -1),
    "each row is added to all those before it": lambda a: np.cumsum(a, axis=-2),
    "each column is added to all those before it": lambda a: np.cumsum(a, axis=-1),
    "all rows are replaced by their mean": lambda a: np.broadcast_to(a.mean(-2, keepdims=True), a.shape),
    "all columns are replaced by their mean": lambda a: np.broadcast_to(a.mean(-1, keepdims=True), a.shape),
    "what lies above the diagonal is set to 0": np.tril,
    "what lies below the diagonal is set to 0": np.triu,
    "the diagonal is set to 0": lambda a: a * (1 - np.eye(*a.shape[-2:])),
    "the last row is set to 0": _zero(-2, -1),
    "the first row is set to 0": _zero(-2, 0),
    "the last column is set to 0": _zero(-1, -1),
    "the first column is set to 0": _zero(-1, 0),
    "the last row is dropped": lambda a: a[..., :-1, :],
    "the first row is dropped": lambda a: a[..., 1:, :],
    "the last column is dropped": lambda a: a[..., :-1],
    "the first column is dropped": lambda a: a[..., 1:],
    "its rows are added up": lambda a: a.sum(-2),
    "its columns are added up": lambda a: a.sum(-1),
    "the mean of its rows is taken": lambda a: a.mean(-2),
    "the mean of its columns is taken": lambda a: a.mean(-1),
    "the first axis is added up": lambda a: a.sum(0),
    "its last axis is lost, and what stood in its first place is left": lambda a: a[..., 0],
    "an axis of length 1 is put in front": lambda a: a[None],
    "an axis of length 1 is put behind": lambda a: a[..., None],
    "it is flattened to one axis": np.ravel,
}


def _softmax(a: Array, axis: int) -> Array:
    exps = np.exp(a - np.max(a, axis=axis, keepdims=True))
    shares: Array = exps / np.sum(exps, axis=axis, keepdims=True)
    return shares


def other_inputs(attempt: Attempt, answers: Sequence[Answer]) -> Seen | None:
    """The student's results are the right ones of other inputs, on every test case."""
    wrong = [a for a in answers if a.parts is not None and not attempt.is_right(a)]
    if len(wrong) < 2:
        return None
    rest = [answer for answer in answers if answer not in wrong]
    # Where the fewest numbers agree by chance, most changes are ruled out.
    wrong = sorted(wrong, key=lambda answer: (answer.case.has_batch, -_size(answer)))
    for what, changed in _changes([answer.case for answer in wrong]):
        if all(_is_right_for(attempt, answer, changed) for answer in (*wrong, *rest)):
            return Seen(
                "as-if",
                f"Your function computes what is right for other inputs: as if {what}.",
                f"On all {len(wrong)} test cases in which your result is wrong it equals the right one of these.",
                "Follow that argument through your code: what happens to it before it is used?",
            )
    return None


def _size(answer: Answer) -> int:
    return sum(part.size for part in answer.parts or ())


def _changes(cases: Sequence[Case]) -> Iterator[tuple[str, Callable[[Case], Case]]]:
    """What may have happened to the arguments, one first, then two alike; in words and as a function."""
    present = {name: value for case in cases for name, value in case.inputs.items()}
    numbers = [name for name, value in present.items() if is_floats(value) and np.ndim(value) >= 2]
    truths = [name for name, value in present.items() if np.asarray(value).dtype.kind == "b"]
    whole = [
        name for name, value in present.items() if np.asarray(value).dtype.kind in "iu" and name not in truths
    ]
    for name in truths:
        yield f"there were no {name}", _without(name)
    for kind, changes in ((numbers, NUMBERS), (truths, TRUTHS), (whole, WHOLE)):
        for what, change in changes.items():
            for name in kind:
                yield what.format(name), _with(change, name)
    for a, b in itertools.permutations(numbers, 2):
        yield f"{b} stood in place of {a}", _in_place(a, b)
    for a, b in (*itertools.combinations(numbers, 2), *itertools.combinations(whole, 2)):
        yield f"{a} and {b} had changed places", _exchanged(a, b)
    for a, b in itertools.combinations(numbers, 2):
        for what, change in NUMBERS.items():
            yield what.format(f"{a} and {b}"), _with(change, a, b)


def _with(change: Callable[[Any], Any], *names: str) -> Callable[[Case], Case]:
    def changed(value: Any) -> Any:
        try:
            return change(value)
        except (IndexError, ValueError):  # it has not the axes; NumPy's AxisError is both
            return value

    return lambda case: case.replaced(
        **{name: changed(case.inputs[name]) for name in names if name in case.inputs}
    )


def _without(name: str) -> Callable[[Case], Case]:
    return lambda case: Case({n: v for n, v in case.inputs.items() if n != name}, case.sizes, case.batch)


def _in_place(a: str, b: str) -> Callable[[Case], Case]:
    return lambda case: case.replaced(**{a: case.inputs[b]})


def _exchanged(a: str, b: str) -> Callable[[Case], Case]:
    return lambda case: case.replaced(**{a: case.inputs[b], b: case.inputs[a]})


def _is_right_for(attempt: Attempt, answer: Answer, changed: Callable[[Case], Case]) -> bool:
    """Whether it is what the reference gives, for a case with changed arguments; or if both give nothing."""
    try:
        with np.errstate(all="ignore"):
            theirs = as_parts(attempt.problem.reference(*changed(answer.case).copy()))
    except Exception:  # these arguments are refused
        return answer.parts is None
    return answer.parts is not None and equal_parts(answer.parts, theirs, attempt.problem.accuracy)


def changed_afterwards(
    attempt: Attempt, name: str, pairs: Sequence[Pair], wrong: Sequence[Pair]
) -> Seen | None:
    """A result is the right one, and something has happened to it since."""
    if len(wrong) < 2 or attempt.problem.one_number:
        return None
    for what, change in AFTERWARDS.items():
        if all(_became(pair, change) for pair in (*wrong, *pairs)):
            return Seen(
                "changed-afterwards",
                f"Your {name} is what the right one becomes when {what}.",
                f"On all {len(wrong)} test cases in which it is wrong it equals that.",
                "Which of your lines does this, and what is it there for?",
            )
    floats = [n for n, value in wrong[0].answer.case.inputs.items() if is_floats(value)]
    for argument in floats:
        if all(_added(pair, argument) for pair in wrong):
            return Seen(
                "changed-afterwards",
                f"Your {name} is the right one plus {argument}.",
                f"On all {len(wrong)} test cases in which it is wrong, yours less the right one is {argument}.",
                f"Where is {argument} added, and does the formula say so?",
            )
    return None


def _became(pair: Pair, change: Change) -> bool:
    try:
        with np.errstate(all="ignore"):
            return equal(pair.yours, np.asarray(change(pair.right), dtype=float))
    except Exception:  # there is no such axis, for instance
        return False


def _added(pair: Pair, argument: str) -> bool:
    value = np.asarray(pair.answer.case.inputs.get(argument, 0))
    if not value.shape == pair.right.shape == pair.yours.shape or not np.isfinite(pair.yours).all():
        return False
    return bool(value.any()) and equal(pair.yours - pair.right, value)
