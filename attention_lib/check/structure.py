"""What the results of an unknown mistake have in common: each look says what it sees, and no more."""

import itertools
import re
from collections.abc import Callable, Sequence

import numpy as np

from attention_lib.check.asif import changed_afterwards, other_inputs
from attention_lib.check.attempt import Answer, Attempt
from attention_lib.check.problem import Array, Case
from attention_lib.check.seen import Pair, Seen, equal, equal_parts
from attention_lib.check.sizes import limit, quantities, relations


def structure(attempt: Attempt, answers: Sequence[Answer]) -> Seen | None:
    """The first look that sees something."""
    for look in (_stopped, _state, _remembered, _constant, _swapped_results, _one_of_batch):
        if (seen := _tried(look, attempt, answers)) is not None:
            return seen
    looked, shown = [], answers
    if all(equal_parts(a.parts or (), attempt.expected(a.case), attempt.problem.accuracy) for a in answers):
        shown = [answer for answer in attempt.answers if answer.kind == "value"]
    for index in attempt.indices():
        pairs = [
            Pair(
                answer, answer.parts[index].astype(float), attempt.expected(answer.case)[index].astype(float)
            )
            for answer in shown
            if answer.parts is not None
        ]
        wrong = [pair for pair in pairs if not equal(pair.yours, pair.right, attempt.problem.accuracy)]
        name = attempt.problem.results[index] if attempt.problem.results else "result"
        if wrong:
            looked.append((name, pairs, wrong))
            continue
        probed = [pair for pair in pairs if pair.answer in answers]
        if (seen := _denominator(attempt, name, probed, probed)) is not None:
            return seen  # which may be too little for `equal`
    # Of several wrong results, the first may tell nothing and the second all.
    for each in looked:
        for look_at in (_zero, _axes, _factor, _temperature, _clipped):
            if (seen := look_at(attempt, *each)) is not None:
                return seen
    if (seen := other_inputs(attempt, answers)) is not None:
        return seen
    for each in looked:
        for look_at in (changed_afterwards, _leak, _denominator, _sums, _not_finite):
            if (seen := look_at(attempt, *each)) is not None:
                return seen
    if (seen := _sizes(attempt, answers)) is not None:
        return seen
    for each in looked:
        for look_at in (_reordered, _where, _one_number_instead):
            if (seen := look_at(attempt, *each)) is not None:
                return seen
    return _tried(_ignored, attempt, answers) or _one_of_two(attempt, answers)


def memory(attempt: Attempt, answers: Sequence[Answer]) -> Seen | None:
    """What outlives a call, if something does."""
    return _tried(_state, attempt, answers) or _tried(_remembered, attempt, answers)


def _tried(look: Callable[..., Seen | None], attempt: Attempt, answers: Sequence[Answer]) -> Seen | None:
    """A look that tries other numbers; they may be some that the reference refuses."""
    try:
        return look(attempt, answers)
    except ValueError:
        return None


# What NumPy and Python say when code like learners' stops, and what it means.
ERRORS = {
    "boolean index did not match": (
        "A boolean index such as scores[~mask] needs a mask of exactly the shape of scores: it is not broadcast.",
        "A mask may have fewer axes than the scores, or axes of length 1. Which function chooses between two arrays, "
        "entry by entry, and broadcasts all three?",
    ),
    "too many indices for array: array is": (
        "An array is indexed along more axes than it has.",
        "How many axes may it have? A number of axes that may vary is written ... in an index.",
    ),
    "truth value of an array": (
        "A whole array is asked whether it is true: `if array:` and `array == None` compare entry by entry.",
        "To ask whether something was given at all: `is not None`.",
    ),
    "'NoneType'": (
        "Something that was not given is used as if it were there: it is None.",
        "Which argument may be left out, and which line uses it all the same?",
    ),
    "read-only": (
        "Something is written into an array that is a view of another, as np.broadcast_to makes.",
        "Make a copy before you write into it, or make a new array from it.",
    ),
    "object cannot be interpreted as an integer": (
        "A size is not a whole number: / gives a number with a point, even where nothing is left over.",
        "Which division gives whole numbers?",
    ),
    "slice indices must be integers": (
        "A place is not a whole number: / gives a number with a point, even where nothing is left over.",
        "Which division gives whole numbers?",
    ),
    "axes don't match array": (
        "The axes are given as a full list, which fits arrays of just so many axes.",
        "Batch axes may stand in front. Which function swaps two axes, counted from the end?",
    ),
    "Cannot cast ufunc": (
        "An operation in place would put numbers with a point into an array of whole numbers or of truths.",
        "Make a new array, in place of `*=` and the like.",
    ),
}


def _stopped(attempt: Attempt, answers: Sequence[Answer]) -> Seen | None:
    """It stops with an error that tells the mistake."""
    stopped = [answer for answer in answers if answer.kind == "error" and answer.problem]
    for words, (sentence, hint) in ERRORS.items():
        with_it = [answer for answer in stopped if words in (answer.problem or "")]
        if len(with_it) >= 2:
            return Seen(
                "error",
                sentence,
                f"On {len(with_it)} of {len(answers)} test cases it stops with this error, the first with "
                f"{with_it[0].case.label}.",
                hint,
            )
    return None


def _state(attempt: Attempt, answers: Sequence[Answer]) -> Seen | None:
    """The same call twice, with two results; of something measured, two that are farther apart than they may be."""
    accuracy = attempt.problem.accuracy
    for before in (answers[0], answers[-1]) if accuracy is None else answers:  # chance may bring two close
        again = attempt.fresh_answer(before.case)
        if "stopped" in (before.kind, again.kind):
            return None  # it was too slow, which says nothing about its memory
        if (before.parts is None) != (again.parts is None) or (
            before.parts is not None
            and again.parts is not None
            and all(np.isfinite(part).all() for part in before.parts)
            and not equal_parts(before.parts, again.parts, accuracy)
        ):
            evidence = f"Two calls with {before.case.label} and the same numbers did."
            if accuracy is not None and before.parts is not None and again.parts is not None:
                return Seen(
                    "unsteady",
                    f"The same call gives results that are more than {100 * accuracy:g} % apart.",
                    evidence,
                    f"{attempt.problem.advice} And does anything outlive a call, such as a variable of the notebook?",
                )
            return Seen(
                "state",
                "The same call gives different results.",
                evidence,
                "What outlives a call? A list as default argument, a variable of the notebook, a random number?",
            )
    return None


def _remembered(attempt: Attempt, answers: Sequence[Answer]) -> Seen | None:
    """Computes with arguments of an earlier call with the same sizes."""
    if (left := _left_from_another_call(attempt, answers)) is not None:
        return left
    seen: dict[tuple[str, ...], int] = {}
    for before in _first_with_result(attempt, answers, right=True):
        if not attempt.is_right(before):
            continue  # what is wrong from the first call on is not a matter of memory
        arrays = _arrays(before.case)
        later = before.case.replaced(**{name: _turned(value) for name, value in arrays.items()})
        now = attempt.fresh_answer(later)
        if now.parts is None or attempt.is_right(now):
            continue
        for names in itertools.chain.from_iterable(
            itertools.combinations(arrays, count) for count in range(1, len(arrays) + 1)
        ):
            mixed = later.replaced(**{name: arrays[name] for name in names})
            if equal_parts(now.parts, attempt.expected(mixed)):
                seen[names] = seen.get(names, 0) + 1
                if seen[names] == 2:
                    return Seen(
                        "state",
                        f"It computes with the {' and '.join(names)} of an earlier call, if the sizes are the same.",
                        "So it was twice, in two calls with the same sizes and other numbers, one after the other.",
                        "What outlives a call? A default argument, a table that is kept, a variable of the notebook?",
                    )
                break
    return None


def _left_from_another_call(attempt: Attempt, answers: Sequence[Answer]) -> Seen | None:
    """Where an argument is left out, that of the call before is used."""
    every = {name for answer in answers for name in answer.case.inputs}
    always = {name for name in every if all(name in answer.case.inputs for answer in answers)}
    for name in sorted(every - always):
        given = [a for a in answers if name in a.case.inputs and attempt.is_right(a)][:3]
        caught = 0
        for before in given:
            inputs = {n: value for n, value in before.case.inputs.items() if n != name}
            without = Case(inputs, before.case.sizes, before.case.batch)
            attempt.fresh_answer(before.case)
            now = attempt.fresh_answer(without)
            caught += (
                now.parts is not None
                and not attempt.is_right(now)
                and equal_parts(now.parts, attempt.expected(before.case))
            )
        if caught >= 2:
            return Seen(
                "state",
                f"A call without {name} computes with the {name} of the call before.",
                f"So it did {caught} times, in calls that differ in {name} only.",
                "What outlives a call? A default argument, an attribute, a variable of the notebook?",
            )
    return None


def _ignored(attempt: Attempt, answers: Sequence[Answer]) -> Seen | None:
    """An argument, or its first or last row, that changes nothing where it should."""
    # Where a first call is right and a later one is not, it is not an argument that is ignored.
    wrong = [a for a in _first_with_result(attempt, answers, right=False) if not attempt.is_right(a)]
    for what, changed in _CHANGES.items():
        found: dict[str, int] = {}
        for before in wrong:
            assert before.parts is not None
            if not all(np.isfinite(part).all() for part in before.parts):
                continue  # NaN depends on nothing
            for name, value in _arrays(before.case).items():
                other = before.case.replaced(**{name: changed(value)})
                expected = attempt.expected(other)
                if equal_parts(expected, attempt.expected(before.case)) or value.shape[-2:].count(1) == 2:
                    continue
                now = attempt.fresh_answer(other)
                if now.parts is not None and equal_parts(now.parts, before.parts):
                    found[name] = found.get(name, 0) + 1
        named = [name for name, count in found.items() if count >= 2]
        if named and len(named) < len(_arrays(answers[0].case)):  # else nothing makes a difference
            return Seen(
                "ignored",
                f"What your function returned did not depend on {what.format(' or '.join(named))}.",
                "We changed that, and nothing else, in two test cases: the right result changed, yours did not.",
                "Where in your code is it read? Does a loop, a slice or a mask end too early, or start too late?",
            )
    return None


def _one_of_batch(attempt: Attempt, answers: Sequence[Answer]) -> Seen | None:
    """What belongs to the first batch, or to the last, is used for all of them."""
    wrong = [a for a in answers if a.parts is not None and len(a.case.batch) and not attempt.is_right(a)]
    names = list(_arrays(wrong[0].case)) if len(wrong) >= 2 else []
    chosen = [*itertools.combinations(names, 1), *itertools.combinations(names, 2)]
    for which, some, every_axis in itertools.product(("first", "last"), chosen, (False, True)):
        if all(
            equal_parts(
                answer.parts or (), attempt.expected(_as_in_one(answer.case, which, some, every_axis))
            )
            for answer in wrong
        ):
            return Seen(
                f"{which}-of-batch",
                f"For the whole batch, it is the {' and '.join(some)} of its {which} example that counts.",
                f"On all {len(wrong)} test cases in which your result is wrong it is what that gives.",
                "Which index stands at the batch axis of it?",
            )
    return None


def _as_in_one(case: Case, which: str, names: Sequence[str], every_axis: bool) -> Case:
    """Some arguments of the first or last batch for all: along the first batch axis, or along all of them."""
    place = slice(0, 1) if which == "first" else slice(-1, None)
    axes = len(case.batch) if every_axis else 1
    alike = {}
    for name in names:
        value = case.inputs[name]
        if value.shape[: len(case.batch)] == case.batch:
            alike[name] = np.broadcast_to(value[(place,) * axes], value.shape).copy()
    return case.replaced(**alike)


def _arrays(case: Case) -> dict[str, Array]:
    numbers = {name: value for name, value in case.inputs.items() if isinstance(value, np.ndarray)}
    return {name: value for name, value in numbers.items() if value.dtype.kind in "fiu"}


def _turned(value: Array) -> Array:
    """Other numbers; whole numbers, which may have limits, only change places."""
    return np.flip(value) + (1 if value.dtype.kind == "f" else 0)


def _first_with_result(attempt: Attempt, answers: Sequence[Answer], right: bool) -> Sequence[Answer]:
    """Two answers with results without batch axes: right ones, or wrong ones, if there are any."""
    given = [a for a in answers if a.parts is not None and not a.case.has_batch and _arrays(a.case)]
    return [a for a in given if attempt.is_right(a) == right][:3] or given[:2]


def _with(value: Array, axis: int, place: int) -> Array:
    """Other numbers at one place of an axis."""
    changed = value.copy()
    index: list[int | slice] = [slice(None)] * value.ndim
    if value.ndim >= -axis and value.dtype.kind == "f":
        index[axis] = place
        changed[tuple(index)] = -changed[tuple(index)] - 1
    return changed


_CHANGES: dict[str, Callable[[Array], Array]] = {
    "{}": _turned,
    "the last row of {}": lambda value: _with(value, -2, -1),
    "the first row of {}": lambda value: _with(value, -2, 0),
    "the last column of {}": lambda value: _with(value, -1, -1),
    "the first column of {}": lambda value: _with(value, -1, 0),
}


def _constant(attempt: Attempt, answers: Sequence[Answer]) -> Seen | None:
    """The same result, whatever comes in."""
    given = [answer.parts for answer in answers if answer.parts is not None]
    if len(given) < 2 or not all(equal_parts(parts, given[0]) for parts in given):
        return None
    return Seen(
        "constant",
        "The result does not depend on what comes in.",
        f"{len(given)} test cases with different inputs gave one and the same result.",
        "Does the function use its own arguments, or variables of the notebook with similar names? Or does it "
        "pick the same place whatever they are?",
    )


def _swapped_results(attempt: Attempt, answers: Sequence[Answer]) -> Seen | None:
    """All results are right, returned in another order."""
    names = attempt.problem.results
    given = [answer for answer in answers if answer.parts is not None]
    for order in itertools.permutations(range(len(names))):
        if list(order) == sorted(order):
            continue
        same = [
            equal_parts([answer.parts[place] for place in order], attempt.expected(answer.case))
            for answer in given
            if answer.parts is not None
        ]
        if len(same) >= 2 and all(same):
            said = ", ".join(names[place] for place in np.argsort(order))
            return Seen(
                "swapped-results",
                f"All results are right, but they are returned in another order: {said}.",
                f"Put into the order {', '.join(names)}, they are right on {len(same)} test cases.",
                f"The exercise asks for {', '.join(names)}, in this order.",
            )
    return None


def _axes(attempt: Attempt, name: str, pairs: Sequence[Pair], wrong: Sequence[Pair]) -> Seen | None:
    """The right numbers, with axes in another order, wherever there is a result."""
    ndim = max(pair.right.ndim for pair in pairs)
    for order in itertools.permutations(range(ndim)):
        ends = [place - ndim for place in order]  # counted from the end, so that batch axes don't matter
        moved = [index for index, end in enumerate(ends) if end != index - ndim]
        if not moved or any(pair.right.ndim < ndim - moved[0] for pair in wrong):
            continue
        if not all(equal(pair.yours, _permuted(pair.right, ends)) for pair in pairs) or len(wrong) < 2:
            continue
        stopped = sum(answer.parts is None for answer in _all(attempt))
        last_two = moved == [ndim - 2, ndim - 1]
        what = "rows and columns are swapped" if last_two else "its axes stand in another order"
        detail = "" if last_two else f" Your axes are the right ones in the order {tuple(ends)}."
        return Seen(
            "swapped-axes",
            f"The numbers of the {name} are right, but {what}.",
            f"On {len(wrong)} of {len(pairs) + stopped} test cases your result is the right one, transposed"
            + (f"; on {stopped} it stops with an error." if stopped else ".")
            + detail,
            "Which index of the result belongs to the query, and which to the key?"
            if last_two and name in ("result", "weights")
            else "Write down, for each axis of the result, what one walks along on it.",
        )
    return None


def _permuted(array: Array, ends: Sequence[int]) -> Array:
    """Reorder the last axes; an array that has not all the axes that move stays as it is."""
    tail = ends[max(len(ends) - array.ndim, 0) :]
    front = range(array.ndim - len(tail))
    order = (*front, *(end + array.ndim for end in tail))
    return np.transpose(array, order) if sorted(order) == list(range(array.ndim)) else array


def _all(attempt: Attempt) -> Sequence[Answer]:
    assert attempt.problem.probes is not None
    return [attempt.answer(case) for case in attempt.cases(attempt.problem.probes)]


def _factor(attempt: Attempt, name: str, pairs: Sequence[Pair], wrong: Sequence[Pair]) -> Seen | None:
    """The right numbers, times one factor: a constant, or one that the sizes give."""
    used, factors = [], []
    for pair in pairs:
        if pair.yours.shape != pair.right.shape or not pair.right.any():
            if pair.yours.shape != pair.right.shape:
                return None
            continue
        factor = float(np.vdot(pair.right, pair.yours) / np.vdot(pair.right, pair.right))
        if not np.isfinite(factor) or not equal(pair.yours, factor * pair.right):
            return None
        used.append(pair)
        factors.append(factor)
    same = max(1e-5, attempt.problem.accuracy or 0)
    if len(factors) < 2 or not factors[0]:
        return None
    whose = "The numbers are" if name == "result" else f"The numbers of {name} are"
    hint = (
        "Is there a factor that should not be there, or one missing? Or is it the place of a number in an "
        "array, where the number itself is meant?"
    )
    if np.ptp(factors) <= same * abs(factors[0]):
        if abs(factors[0] - 1) <= same:
            return None
        about = f"about {np.mean(factors):.3g}" if same > 1e-5 else f"{factors[0]:.6g}"
        return Seen(
            "constant-factor",
            f"{whose} all {about} times what they should be.",
            f"The ratio of yours to the expected is the same in all {len(factors)} test cases"
            + (f", to {same:.0%}." if same > 1e-5 else "."),
            hint,
        )
    if (quantity := _quantity(used, factors)) is None:
        return None
    return Seen(
        "factor",
        f"{whose} all right, times {quantity}.",
        f"On {len(factors)} test cases the ratio of yours to the expected equals {quantity}.",
        hint,
    )


def _quantity(pairs: Sequence[Pair], factors: Sequence[float]) -> str | None:
    """The one quantity of the sizes that equals the factor on every case."""
    named = [quantities(pair.answer.case) for pair in pairs]
    fitting = [
        what
        for what in (named[0] if named else {})
        if all(
            what in known and np.isclose(known[what], f, rtol=1e-3)
            for known, f in zip(named, factors, strict=True)
        )
    ]
    return " or ".join(fitting) if fitting and len(set(np.round(factors, 6))) > 1 else None


def _temperature(attempt: Attempt, name: str, pairs: Sequence[Pair], wrong: Sequence[Pair]) -> Seen | None:
    """Weights of the right scores, multiplied by a factor before the softmax."""
    if name != "weights":
        return None
    used, factors = [], []
    for pair in pairs:
        if pair.yours.shape != pair.right.shape:
            return None
        kept = (pair.right > 1e-12) & (pair.yours > 1e-12)
        with np.errstate(all="ignore"):
            right, yours = (
                np.where(kept, np.log(w), np.nan).reshape(-1, w.shape[-1]) for w in (pair.right, pair.yours)
            )
        rows = kept.reshape(right.shape).sum(axis=1) >= 2
        right, yours = right[rows], yours[rows]
        if not rows.any():
            continue
        right, yours = (w - np.nanmean(w, axis=1, keepdims=True) for w in (right, yours))
        right, yours = right[~np.isnan(right)], yours[~np.isnan(yours)]
        if not right.any():
            continue
        factor = float(right @ yours / (right @ right))
        if not np.allclose(yours, factor * right, rtol=1e-3, atol=1e-3 * np.abs(right).max()):
            return None
        used.append(pair)
        factors.append(factor)
    if len(factors) < 3 or np.allclose(factors, 1, rtol=1e-3):
        return None
    if np.ptp(factors) <= 1e-3 * abs(factors[0]):
        said = f"{factors[0]:.4g}"
    elif (quantity := _quantity(used, factors)) is not None:
        said = quantity
    elif np.isclose(factors, 1, rtol=1e-3).mean() > 0.5:
        return None
    else:
        said = ""
    return Seen(
        "scores-factor",
        f"Before the softmax, your scores are {said} times what they should be."
        if said
        else "Before the softmax, your scores are the right ones times a factor that changes from case to case.",
        f"On {len(factors)} test cases the logarithms of your weights differ within a row exactly so.",
        "What are the scores divided by? Compute that number for the smallest case, by hand.",
    )


def _leak(attempt: Attempt, name: str, pairs: Sequence[Pair], wrong: Sequence[Pair]) -> Seen | None:
    """Weight where the mask forbids it."""
    if name != "weights":
        return None
    masked = [
        (pair, forbidden)
        for pair in pairs
        if pair.yours.shape == pair.right.shape
        and "mask" in pair.answer.case.inputs
        and (forbidden := _forbidden(attempt, name, pair.answer.case)).any()
    ]
    leaking = [(pair, forbidden) for pair, forbidden in masked if _not_zero(pair.yours)[forbidden].any()]
    if len(leaking) < 2:
        return None
    leaks = {id(pair) for pair, _ in leaking}
    tight = [pair for pair, _ in masked if id(pair) not in leaks and _mask_axes(pair) <= 2]
    if len(tight) >= 2 and all(_mask_axes(pair) > 2 for pair, _ in leaking):
        return Seen(
            "mask-of-another",
            "Where the mask has an axis of batches or heads, it is applied to the wrong ones of them.",
            f"With masks of one or two axes nothing leaks, on {len(tight)} test cases; with more axes, forbidden keys "
            f"get weights on {len(leaking)}.",
            "Write the shapes of scores and mask below each other, aligned at the right. Which axes of the two meet?",
        )
    # A row that may see nothing is a matter of its own.
    rows = [
        _not_zero(pair.yours) & forbidden & ~forbidden.all(axis=-1, keepdims=True)
        for pair, forbidden in leaking
    ]
    largest = max(float(np.nanmax(np.abs(pair.yours[forbidden]))) for pair, forbidden in leaking)
    if not any(row.any() for row in rows):
        return Seen(
            "empty-row",
            "A query that may attend to nothing still gets weights; all of them must be 0.",
            f"On {len(leaking)} test cases with such a row it holds weights up to {largest:.3g}; elsewhere forbidden "
            "keys have weight 0.",
            "After your softmax, what stands in a row whose scores were all equally hopeless?",
        )
    return Seen(
        "mask-leak",
        "Forbidden keys still get a weight.",
        f"On {len(leaking)} of {len(masked)} test cases with a mask, weights where it is False are not 0; the largest "
        f"is {largest:.3g}.",
        "Which score makes the exponential exactly 0, however large the other scores are?",
    )


def _forbidden(attempt: Attempt, name: str, case: Case) -> Array:
    """Where the mask leaves no weight. (A weight of 0 alone does not tell: a low score may have one too.)"""
    [index] = attempt.indices((name,))
    alike = case.replaced(**{name: np.zeros_like(value) for name, value in _arrays(case).items()})
    found: Array = attempt.expected(alike)[index] == 0
    return found


def _not_zero(array: Array) -> Array:
    """Where there is a weight; NaN is a matter of its own."""
    found: Array = (array != 0) & ~np.isnan(array)
    return found


def _mask_axes(pair: Pair) -> int:
    return int(pair.answer.case.inputs["mask"].ndim)


def _zero(attempt: Attempt, name: str, pairs: Sequence[Pair], wrong: Sequence[Pair]) -> Seen | None:
    """Nothing but zeros."""
    if len(wrong) < 2 or attempt.problem.boolean or any(pair.yours.any() for pair in pairs):
        return None
    return Seen(
        "all-zero",
        f"Every number of the {name} is 0.",
        f"So it is on all {len(pairs)} test cases with a result.",
        "An array made by np.zeros has to be filled. Is what you compute written into it?",
    )


def _clipped(attempt: Attempt, name: str, pairs: Sequence[Pair], wrong: Sequence[Pair]) -> Seen | None:
    """Numbers beyond a bound are cut off at it."""
    if len(wrong) < 2 or any(p.yours.shape != p.right.shape for p in pairs) or attempt.problem.boolean:
        return None
    above = [pair.yours[pair.right > pair.yours + 1e-4 * np.abs(pair.right)] for pair in wrong]
    below = [pair.yours[pair.right < pair.yours - 1e-4 * np.abs(pair.right)] for pair in wrong]
    bounds = []
    for cut, none in ((np.concatenate(above), np.inf), (np.concatenate(below), -np.inf)):
        if cut.size and np.ptp(cut) > 0:
            return None
        bounds.append(float(cut[0]) if cut.size else none)
    highest, lowest = bounds
    if lowest > highest or not all(equal(p.yours, np.clip(p.right, lowest, highest)) for p in pairs):
        return None
    what = [f"above {highest:g}"] * (highest < np.inf) + [f"below {lowest:g}"] * (lowest > -np.inf)
    return Seen(
        "clipped",
        f"Of the {name}, numbers {' or '.join(what)} are replaced by that bound.",
        f"So it is on all {len(wrong)} test cases in which it is wrong; nothing else is wrong there.",
        "Does a line limit numbers, with np.clip, np.minimum or np.maximum?",
    )


def _one_number_instead(
    attempt: Attempt, name: str, pairs: Sequence[Pair], wrong: Sequence[Pair]
) -> Seen | None:
    """Wherever it is wrong, one and the same number stands there."""
    problem = attempt.problem
    if len(wrong) < 2 or any(p.yours.shape != p.right.shape for p in wrong):
        return None
    if problem.boolean or problem.one_number:
        return None
    off = [~np.isclose(p.yours, p.right, rtol=1e-4, atol=1e-5 * np.abs(p.right).max()) for p in wrong]
    found = np.concatenate([pair.yours[where] for pair, where in zip(wrong, off, strict=True)])
    if found.size < 3 or not np.isfinite(found).all() or np.ptp(found) > 0:
        return None
    return Seen(
        "one-number-instead",
        f"Some entries of the {name} are {found[0]:g}, and should not be; all others are right.",
        f"{found.size} such entries stand in {len(wrong)} test cases.",
        "Look at which entries these are in the case below. Does any line fill them, or set them?",
    )


def _shares(name: str, pairs: Sequence[Pair]) -> Sequence[Pair]:
    """Those of rows that should sum to 1 (or, of weights, perhaps to 0); an argument axis comes last."""
    found = []
    for answer, yours, right in pairs:
        if yours.shape != right.shape or not right.ndim:
            continue
        axis = answer.case.inputs.get("axis", -1)
        pair = Pair(answer, np.moveaxis(yours, axis, -1), np.moveaxis(right, axis, -1))
        if (right >= 0).all() and (name == "weights" or np.allclose(pair.right.sum(axis=-1), 1)):
            found.append(pair)
    return found


def _denominator(attempt: Attempt, name: str, pairs: Sequence[Pair], wrong: Sequence[Pair]) -> Seen | None:
    """Rows of the right proportions, whose sums tell what was added to the sum of the exponentials."""
    shares = _shares(name, wrong)
    if len(shares) < 2 or len(shares) < len(wrong):
        return None
    added: list[float] = []
    for pair in shares:
        rows = pair.right.reshape(-1, pair.right.shape[-1])
        yours = pair.yours.reshape(rows.shape)[rows.any(axis=-1)]
        rows = rows[rows.any(axis=-1)]
        factor = yours.sum(axis=-1, keepdims=True)
        if not (np.isfinite(yours).all() and (factor > 0).all()):
            return None
        if not np.allclose(yours, factor * rows, rtol=1e-11, atol=1e-15):
            return None
        # Relative to a row's maximum, its exponentials sum to 1 / (the largest share).
        added += list((1 / factor[:, 0] - 1) / rows.max(axis=-1))
    if not np.allclose(added, added[0], rtol=0.02) or added[0] < 1e-13:
        return None
    return Seen(
        "added-to-the-sum",
        f"To the sum of the exponentials something is added before it divides them: about {np.mean(added):.2g}.",
        f"The shares of each row stand in the right proportion; their sums, on {len(shares)} test cases, are those "
        "which that gives.",
        "After the maximum is subtracted, how small can the sum of a row become? Does it need protecting from 0?",
    )


def _sums(attempt: Attempt, name: str, pairs: Sequence[Pair], wrong: Sequence[Pair]) -> Seen | None:
    """Weights whose rows don't sum to 1."""
    if name != "weights" or any(pair.yours.ndim < 2 or not np.isfinite(pair.yours).all() for pair in wrong):
        return None
    off = [
        pair
        for pair in wrong
        if pair.yours.shape == pair.right.shape
        and not np.allclose(pair.yours.sum(axis=-1), pair.right.sum(axis=-1), atol=1e-3)
    ]
    if len(off) < 2:
        return None
    columns = all(np.allclose(pair.yours.sum(axis=-2), 1, atol=1e-3) for pair in off)
    if columns:
        return Seen(
            "columns-sum-to-1",
            "The columns of the weights sum to 1, where the rows should.",
            f"So it is on {len(off)} test cases.",
            "Over which axis does one query share out its attention?",
        )
    example = off[0].yours.reshape(-1, off[0].yours.shape[-1]).sum(axis=-1)[0]
    return Seen(
        "rows-do-not-sum",
        "The weights of a query do not sum to 1.",
        f"On {len(off)} test cases; in the first of them, the first row sums to {example:.4g}.",
        "What is each exponential divided by? And does anything change the weights afterwards?",
    )


def _not_finite(attempt: Attempt, name: str, pairs: Sequence[Pair], wrong: Sequence[Pair]) -> Seen | None:
    """NaN or infinity, and nothing else that is wrong."""
    bad = [pair for pair in wrong if not np.isfinite(pair.yours).all()]
    if (
        len(bad) < 2
        or len(bad) < len(wrong)
        or not any(np.isfinite(p.yours).any() for p in pairs)
        or any(p.yours.shape != p.right.shape for p in bad)
    ):
        return None
    if not all(
        equal(np.where(np.isfinite(p.yours), p.yours, 0), np.where(np.isfinite(p.yours), p.right, 0))
        for p in bad
    ):
        return None
    return Seen(
        "not-finite",
        f"Some entries of the {name} are NaN or infinite; all that are numbers are right.",
        f"So it is on {len(bad)} test cases, the first with {bad[0].answer.case.label}.",
        "Where can an exponential overflow, or a sum be 0 before you divide by it?",
    )


def _reordered(attempt: Attempt, name: str, pairs: Sequence[Pair], wrong: Sequence[Pair]) -> Seen | None:
    """The right numbers, in the wrong places."""
    moved = [
        pair
        for pair in wrong
        if pair.yours.size == pair.right.size
        and pair.right.size > 1
        and equal(np.sort(pair.yours, axis=None), np.sort(pair.right, axis=None))
    ]
    if len(moved) < 2 or len(moved) < len(wrong) or attempt.problem.boolean:
        return None
    within_rows = all(
        pair.yours.shape == pair.right.shape
        and equal(np.sort(pair.yours, axis=-1), np.sort(pair.right, axis=-1))
        for pair in moved
    )
    return Seen(
        "reordered",
        "Each row holds the right numbers, in the wrong order."
        if within_rows
        else "All the right numbers are there, in the wrong places.",
        f"On {len(moved)} test cases, sorted, yours and the expected {name} are the same.",
        "Follow one entry: where does it start, and where should it end? Which step moves it elsewhere?",
    )


def _where(attempt: Attempt, name: str, pairs: Sequence[Pair], wrong: Sequence[Pair]) -> Seen | None:
    """All wrong entries lie in one region of the result."""
    if len(wrong) < 2 or any(p.yours.shape != p.right.shape or p.right.ndim < 2 for p in wrong):
        return None
    for region, inside in _REGIONS.items():
        regions = [inside(pair.right) for pair in wrong]
        # Where the region is all there is, a case says nothing, nor against it.
        telling = sum(not region.all() for region in regions)
        if telling >= 2 and all(map(_only_inside, wrong, regions)):
            empty = not any(pair.yours[where].any() for pair, where in zip(wrong, regions, strict=True))
            return Seen(
                "region",
                f"Of the {name}, only {region} wrong" + (": nothing but 0 stands there." if empty else "."),
                f"On {telling} test cases everything else is right.",
                "What is different there? A loop that starts or ends one too early, or a step that "
                "only some rows go through?",
            )
    return None


def _only_inside(pair: Pair, inside: Array) -> bool:
    scale = float(np.max(np.abs(pair.right), initial=0))
    with np.errstate(all="ignore"):
        off = ~(np.abs(pair.yours - pair.right) <= 1e-5 * scale + 1e-4 * np.abs(pair.right))
    return not off[~inside].any()


def _at(array: Array, axis: int, place: slice) -> Array:
    inside = np.zeros(array.shape, dtype=bool)
    index: list[slice] = [slice(None)] * array.ndim
    index[axis] = place
    inside[tuple(index)] = True
    return inside


_REGIONS: dict[str, Callable[[Array], Array]] = {
    "the first row is": lambda right: _at(right, -2, slice(0, 1)),
    "the last row is": lambda right: _at(right, -2, slice(-1, None)),
    "the first column is": lambda right: _at(right, -1, slice(0, 1)),
    "the last column is": lambda right: _at(right, -1, slice(-1, None)),
    "the diagonal is": lambda right: np.broadcast_to(np.eye(*right.shape[-2:]) == 1, right.shape),
    "rows from the second on are": lambda right: _at(right, -2, slice(1, None)),
    "columns from the second on are": lambda right: _at(right, -1, slice(1, None)),
    "what lies above the diagonal is": lambda right: np.broadcast_to(
        np.triu(np.ones(right.shape[-2:], dtype=bool), 1), right.shape
    ),
    "what lies below the diagonal is": lambda right: np.broadcast_to(
        np.tril(np.ones(right.shape[-2:], dtype=bool), -1), right.shape
    ),
    "the first batch (or head) is": lambda right: _of_axis(right, -3, slice(0, 1)),
    "the last batch (or head) is": lambda right: _of_axis(right, -3, slice(-1, None)),
    "what comes after the first batch (or head) is": lambda right: _of_axis(right, 0, slice(1, None)),
}


def _of_axis(right: Array, axis: int, place: slice) -> Array:
    return _at(right, axis, place) if right.ndim > 2 else np.ones(right.shape, dtype=bool)


def _sizes(attempt: Attempt, answers: Sequence[Answer]) -> Seen | None:
    """Right for some sizes and wrong for the others."""
    right = [attempt.is_right(answer) for answer in answers]
    if not any(right):
        return None
    every = [answer for answer in attempt.answers if answer.case.sizes]
    all_right = [attempt.is_right(answer) for answer in every]
    if (most := limit([answer.case for answer in every], all_right)) is not None:
        return Seen(
            "limit",
            f"It is right as long as {most}.",
            f"Right on {sum(all_right)} test cases up to there, wrong on the {all_right.count(False)} beyond.",
            "Is there a number in your code that is as large as nothing should become?",
        )
    if sum(right) < 2 or right.count(False) < 2:
        return None
    fitting = [what for what, where in relations([answer.case for answer in answers]) if where == right]
    if not fitting:
        return None
    rivals = [what for what in fitting[1:] if not what.startswith(fitting[0])]
    what = fitting[0] + (f" (or when {rivals[0]}; we can't tell the two apart)" if rivals else "")
    return Seen(
        "sizes",
        f"It is right when {what}, and wrong otherwise.",
        f"Right on {sum(right)} test cases where {fitting[0]}; wrong on the {right.count(False)} others.",
        "Give it a batch of two, and compare what each example gives with what it gives alone. Are axes counted "
        "from the end, so that n and d are shape[-2] and shape[-1] however many stand before?"
        if "batch" in what
        else "Which of your lines does anything where there is a mask? Go through them with one of a single axis."
        if "mask" in what
        else f"Is there a constant in your code, where {what.split(' = ')[0]} is meant?"
        if re.fullmatch(r"\w+ = \d+", what)
        else "Run it on one of the other sizes and write down the shape after each line.",
    )


def _one_of_two(attempt: Attempt, answers: Sequence[Answer]) -> Seen | None:
    """Of several results some are right on every case, and others are not."""
    names = attempt.problem.results
    given = [answer for answer in answers if answer.parts is not None]
    right = [name for name in names if given and all(attempt.is_right(a, names=(name,)) for a in given)]
    if not right or len(right) == len(names) or len(given) < 2:
        return None
    others = [name for name in names if name not in right]
    return Seen(
        "one-of-several",
        f"Right: {', '.join(right)}. Not right: {', '.join(others)}.",
        f"So it is on all {len(given)} test cases with a result.",
        f"The mistake comes after {right[0]}: look at the lines that {others[0]} alone goes through.",
    )
