"""Predictions: a number that the learner writes down before measuring. Any sensible one earns its point."""

from collections.abc import Callable

import numpy as np

from attention_lib.check.attempt import Attempt
from attention_lib.check.problem import Criterion, Problem
from attention_lib.check.results import as_number


def guess(name: str, read: str, wanted: str, allowed: Callable[[float], bool]) -> Problem:
    """Make the problem of writing a guess down.

    Parameters
    ----------
    name : str
        Of the function to write; it takes nothing and returns the guess.
    read : str
        The section of the book.
    wanted : str
        What a guess is, such as "a whole number above 0".
    allowed : callable
        Whether a number is one.

    Returns
    -------
    Problem
        Worth 1 point; whether the guess is right is for the measurement to say.
    """

    def guessed(attempt: Attempt) -> str | None:
        given = attempt.once()
        if given.value is None:
            return given.problem
        if given.value.sort == "none":
            return f"It returned None. After return, write {wanted}; any such number counts."
        number, why = as_number(given.value)
        if number is None:
            return why
        if not np.isfinite(number) or not allowed(float(number)):
            return f"A guess is {wanted}; this is {number:g}. Any such number counts."
        return None

    return Problem(
        name=name,
        arguments=(),
        reference=lambda: None,
        read=read,
        criteria=(Criterion("guess", 1, "a guess is made, whichever it is", guessed),),
        in_bank=False,
    )
