"""Checks a solution and says which mistake it was.

In a notebook, the value of ``check(dot_product_scores)`` is the report, and nbgrader reads it as the
points earned. Nothing here needs more than NumPy.

>>> from attention_lib import check
>>> def dot_product_scores(Q, K):
...     return Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5
>>> report = check(dot_product_scores, seed=0)
>>> report.passed, report.score, report.max_score
(False, 1, 10)
>>> print(report.diagnosis[0].sentence)
The scores are already divided by √d_k.
"""

import difflib
import operator
import secrets
import sys
from collections.abc import Callable
from types import FrameType, ModuleType
from typing import Any

from attention_lib.check.call import call as _call
from attention_lib.check.call import replaced_in_numpy
from attention_lib.check.call import type_name as _type_name
from attention_lib.check.examine import examine, replaced_sentence
from attention_lib.check.problems import PROBLEMS
from attention_lib.check.report import Report

__all__ = ["PROBLEMS", "Report", "check", "run"]


def run(problem: str, function: Callable[..., Any], seed: int | None = None) -> Report:
    """Check a function against a problem.

    Parameters
    ----------
    problem : str
        The problem's name, such as ``"dot_product_scores"``.
    function : callable
        The student's function, under whatever name.
    seed : int, optional
        From which the cases are drawn; a fresh one without it. The report says which it was.

    Returns
    -------
    Report
        Whatever the student's code does.

    Raises
    ------
    ValueError
        If no problem has this name (the message has the names there are), or for a seed below 0.

    Examples
    --------
    >>> run("dot_product_scores", lambda Q, K: Q @ K.swapaxes(-1, -2), seed=0).score
    10
    """
    if problem not in PROBLEMS:
        raise ValueError(unknown(problem))
    if seed is None:
        seed = secrets.randbits(32)
    elif not hasattr(seed, "__index__") or seed < 0:  # NumPy's whole numbers have one too
        raise ValueError(f"A seed is a whole number, 0 or more; this is {seed!r}.")
    return examine(PROBLEMS[problem], function, operator.index(seed))


def check(function: Any, problem: Any = None, seed: int | None = None) -> Report:
    """Check a function; the problem is found by the function's name.

    Parameters
    ----------
    function : callable
        The student's function.
    problem : str, optional
        The problem's name, where the function has another. ``check("softmax", mine)`` will do as well.
    seed : int, optional
        From which the cases are drawn; a fresh one without it.

    Returns
    -------
    Report
        Also where the name is none that a problem has, or where no function was handed over: it
        then says so, and what to do.
    """
    return _check(function, problem, seed, sys._getframe(1))


def _check(function: Any, problem: Any, seed: int | None, caller: FrameType) -> Report:
    if type(function) is str and callable(problem):
        function, problem = problem, function
    if (
        replaced := replaced_in_numpy()
    ):  # asked before anything of the student's is called, which puts them back
        return Report.refusal(replaced_sentence(replaced[0]))
    name = problem if problem is not None else _name_of(function, caller)
    if type(name) is str and name in PROBLEMS and callable(function):
        return run(name, function, seed)
    if not callable(function):
        return Report.refusal(
            f"check takes the function itself, and this is a {_type_name(function)}: "
            "write check(dot_product_scores), without a call of the function inside."
        )
    return Report.refusal(unknown(str(name)))


def _name_of(function: Any, caller: FrameType) -> Any:
    """A function's own name; where no problem has it, that of the variable, or of the class."""
    own = _call(
        lambda: function.__name__, []
    ).value  # an object may do anything when it is asked for its name
    if type(own) is str and own in PROBLEMS:
        return own
    # A lambda, or what a decorator made, does not know what it was called.
    variables = {**caller.f_globals, **caller.f_locals}
    called = [name for name in PROBLEMS if variables.get(name) is function]
    if len(called) == 1:
        return called[0]
    kind = _type_name(function)  # an object of the class that is asked for
    return kind if kind in PROBLEMS else own


def unknown(name: str) -> str:
    """The sentence for a name that no problem has."""
    near = difflib.get_close_matches(name, PROBLEMS, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    return f"No exercise is called {name!r}.{meant} There are: {', '.join(PROBLEMS)}."


class _CallableModule(ModuleType):
    """Lets ``from attention_lib import check`` be called, beside ``from attention_lib.check import run``."""

    def __call__(self, function: Any, problem: Any = None, seed: int | None = None) -> Report:
        return _check(function, problem, seed, sys._getframe(1))


sys.modules[__name__].__class__ = _CallableModule
