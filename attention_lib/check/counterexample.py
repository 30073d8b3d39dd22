"""Debugging tasks: given a broken implementation, the learner writes the case that exposes it."""

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from attention_lib.check.attempt import Attempt
from attention_lib.check.call import call, describe
from attention_lib.check.diagnose import implementations
from attention_lib.check.problem import Array, Criterion, Problem, as_parts
from attention_lib.check.results import LARGEST as LARGEST_RESULT
from attention_lib.check.results import as_array

LARGEST = 1_000
"""Numbers an argument may have, and a whole number may be; a case that a person can check has far fewer."""

WHOLE = ("n", "num_heads", "block_size", "d_model")
"""Arguments that are whole numbers, not arrays."""


CERTAIN = (
    "Every weight of your case is 0 or 1: is there more than one key, and are the scores small enough "
    "for the softmax to share?"
)


def counterexample(
    name: str, problem: Problem, shown: str, bank: Sequence[str], arguments: Sequence[str] = ()
) -> Problem:
    """Make the debugging task of a problem.

    Parameters
    ----------
    name : str
        Of the function to write; it takes nothing and returns the case.
    problem : Problem
        Whose function is broken.
    shown : str
        The known mistake that the learner sees.
    bank : sequence of str
        Known mistakes that the learner does not see, and that a good case exposes as well.
    arguments : sequence of str, optional
        The arguments that a case consists of; without it, all of the problem's.

    Returns
    -------
    Problem
        Judged on the case, not on how it was found.
    """
    parts = tuple(arguments) or problem.arguments
    broken = {
        options[0].name: (options[0].sentence, function)
        for options, function in itertools.takewhile(lambda pair: len(pair[0]) == 1, implementations(problem))
    }
    assert {shown, *bank} <= set(broken), f"{name}: {problem.name} knows no mistake of that name"

    def valid(attempt: Attempt) -> str | None:
        found = _case(attempt, problem, parts)
        return found if isinstance(found, str) else None

    def exposes(attempt: Attempt) -> str | None:
        inputs = _case(attempt, problem, parts)
        if isinstance(inputs, str):  # valid when it was first called
            return inputs
        if not _same(problem, broken[shown][1], inputs):
            return None
        said = "On your case the broken function gives the right answer. For which inputs does it not?"
        return f"{said} {CERTAIN}" if _certain(problem, inputs) else said

    def exposes_others(attempt: Attempt) -> str | None:
        inputs = _case(attempt, problem, parts)
        if isinstance(inputs, str):
            return inputs
        survivors = [broken[name][0] for name in bank if _same(problem, broken[name][1], inputs)]
        if not survivors:
            return None
        return (
            f"Your case lets {len(survivors)} of {len(bank)} other broken functions pass. "
            f"{'It is' if len(survivors) == 1 else 'One of them'}: {survivors[0]} On which inputs would that show?"
        )

    return Problem(
        name=name,
        arguments=(),
        reference=lambda: None,
        read=problem.read,
        criteria=(
            Criterion("valid", 1, f"{problem.name} has a right answer for the case", valid),
            Criterion("exposes", 2, "the broken function gives a wrong one", exposes, ("valid",)),
            Criterion("others", 1, "so do others that you have not seen", exposes_others, ("valid",)),
        ),
    )


def _case(attempt: Attempt, problem: Problem, parts: tuple[str, ...]) -> list[Any] | str:
    """The arrays of the learner's case, or a sentence that says why they are none."""
    given = attempt.once().value
    if given is None:
        return str(attempt.once().problem)
    wanted = f"({', '.join(parts)})" if len(parts) > 1 else parts[0]
    all_of_it = f"the pair {wanted}" if len(parts) == 2 else f"the {len(parts)} arguments {wanted}"
    if given.sort == "none":
        return f"It returned None: is there a return {wanted} at its end?"
    if len(parts) > 1 and not given.is_sequence:
        return f"Return {all_of_it}; this is of type {given.type}."
    values = given.entries if len(parts) > 1 else (given,)
    if len(values) != len(parts):
        return f"Return {all_of_it}; these are {given.length}."
    inputs: list[Any] = []
    for name, value in zip(parts, values, strict=True):
        if value.whole is not None and name in WHOLE:
            if abs(value.whole) > LARGEST:
                return f"{name} must be at most {LARGEST}."
            inputs.append(value.whole)
            continue
        if value.sort != "array":
            wanted = "whole number" if name in WHOLE else "NumPy array"
            return f"{name} is of type {value.type}; it must be a {wanted}."
        array, why = as_array(value, boolean=name == "mask")
        if array is None:
            return f"{name} is no input. {why}"
        if array.size > LARGEST or not np.all(np.isfinite(array)):
            return f"{name} must hold finite numbers, at most {LARGEST} of them."
        if name == "mask" and array.dtype != np.bool_:
            return "mask must be boolean: True where a query may attend, False where not."
        inputs.append(array if name == "mask" else array.astype(float))  # whole numbers are numbers too
    if _most(inputs) > LARGEST_RESULT:
        return "The result would be very large: take fewer queries, keys and batch axes, or shorter ones."
    try:
        right = as_parts(problem.reference(*inputs))
    except Exception as error:
        return f"No right answer exists for this case. {describe(error)}."
    if not all(np.all(np.isfinite(part)) for part in right):
        return "The numbers are too large: the right answer overflows."
    return inputs


def _most(inputs: list[Any]) -> int:
    """At most how many numbers a result has, or scores: batch axes broadcast, and rows meet rows."""
    shapes = [value.shape for value in inputs if isinstance(value, np.ndarray)]
    longest = [max(1, *sizes) for sizes in itertools.zip_longest(*map(reversed, shapes), fillvalue=1)]
    return int(math.prod(longest) * max(longest[:2], default=1))


def _certain(problem: Problem, inputs: list[Any]) -> bool:
    """Whether every weight is so near 0 or 1 that hardly any mistake in the scores could show."""
    if "weights" not in problem.results:
        return False
    weights = as_parts(problem.reference(*inputs))[problem.results.index("weights")]
    return bool((np.minimum(np.abs(weights), np.abs(1 - weights)) < 1e-6).all())


def _same(problem: Problem, function: Callable[..., Any], inputs: list[Any]) -> bool:
    """Whether a broken function happens to give the right answer."""
    expected = as_parts(problem.reference(*inputs))
    outcome = call(function, [value.copy() if isinstance(value, np.ndarray) else value for value in inputs])
    if outcome.problem is not None:
        return False
    theirs = as_parts(outcome.value)
    return len(theirs) == len(expected) and all(map(_alike, theirs, expected))


def _alike(theirs: Array, expected: Array) -> bool:
    rounding = 1e-6 * float(np.max(np.abs(expected), initial=0))
    return theirs.shape == expected.shape and bool(np.allclose(theirs, expected, rtol=0, atol=rounding))
