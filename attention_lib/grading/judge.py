"""Grades one test cell from outside: its function runs in a student's process, the verdict is made in this one."""

# mypy: allow-untyped-calls

import ast
from typing import Any

from attention_lib.check import PROBLEMS, Report, unknown
from attention_lib.check.examine import examine, replaced_sentence
from attention_lib.grading.remote import Kernel, RemoteFunction


def judge(kernel: Kernel, source: str, seed: int) -> Report:
    """Do what a test cell says, with the function as the student's process has it at this moment.

    Parameters
    ----------
    kernel : Kernel
        The student's process.
    source : str
        The test cell, as the teacher wrote it.
    seed : int
        From which the cases are drawn, unless the cell says another.

    Returns
    -------
    Report
        Whatever the student's process does.

    Raises
    ------
    ValueError
        Where the cell is something else than one line ``check(...)``, or names a problem that there is not.
    """
    name, problem, own_seed = read(source)
    function = RemoteFunction(kernel, name, list(PROBLEMS))
    if function.lost is not None:
        return Report.refusal(function.lost)
    if not function.known:
        return Report.refusal(
            f"There is no {name}: the cell that defines it was not run, or stopped with an error before it."
        )
    if not function.callable:
        return Report.refusal(
            f"check takes the function itself, and this is a {function.type}: "
            "write check(dot_product_scores), without a call of the function inside."
        )
    # A cell that says check(softmax) asks for softmax, whatever the function there calls itself.
    problem = problem or (name if name in PROBLEMS else _named(function))
    if problem not in PROBLEMS:
        return Report.refusal(unknown(problem))
    if function.replaced:
        return Report.refusal(replaced_sentence(function.replaced))
    if missing := function.use(PROBLEMS[problem]):
        return Report.refusal(
            f"{problem} needs {missing}, which is not installed here: check it where it is."
        )
    try:
        return examine(PROBLEMS[problem], function, seed if own_seed is None else own_seed)
    finally:
        function.forget()


def read(source: str) -> tuple[str, str | None, int | None]:
    """Read a test cell: the function's name, the problem's and the seed, where it says them.

    Examples
    --------
    >>> read('check(mine, "softmax")')
    ('mine', 'softmax', None)
    """
    match _only_expression(source):
        case ast.Call(func=ast.Name(id="check"), args=args, keywords=keywords):
            pass
        case _:
            raise ValueError(ONLY_CHECK)
    given: dict[str, Any] = dict(zip(("function", "problem", "seed"), args, strict=False))
    for keyword in keywords:
        if keyword.arg not in ("function", "problem", "seed") or keyword.arg in given:
            raise ValueError(ONLY_CHECK)
        given[keyword.arg] = keyword.value
    function, problem, seed = (given.get(each) for each in ("function", "problem", "seed"))
    if isinstance(function, ast.Constant):
        function, problem = problem, function
    asked, number = _constant(problem, str), _constant(seed, int)
    if not isinstance(function, ast.Name) or len(args) > 3 or (number is not None and number < 0):
        raise ValueError(ONLY_CHECK)
    if asked is not None and asked not in PROBLEMS:
        raise ValueError(unknown(asked))
    return function.id, asked, number


def _constant(said: Any, kind: type) -> Any:
    """A word or a number that stands in the cell as it is; None where there is none, or None is said."""
    if said is None or (isinstance(said, ast.Constant) and type(said.value) in (kind, type(None))):
        return said and said.value
    raise ValueError(ONLY_CHECK)


ONLY_CHECK = (
    'Of test cells, only lines such as check(softmax) or check(mine, "softmax") can be graded safely: one '
    "line, with the name of a function and, if need be, that of the problem. Anything else would have to run "
    "in the student's own process, where it can be made to say what one likes."
)


def _only_expression(source: str) -> ast.expr | None:
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return body[0].value if len(body) == 1 and isinstance(body[0], ast.Expr) else None


def _named(function: RemoteFunction) -> str:
    """The problem that a function is for, of which the cell says nothing: as `check` finds it."""
    if function.own in PROBLEMS:
        return function.own
    if len(function.called) == 1:
        return function.called[0]
    return function.type if function.type in PROBLEMS else function.own or "None"


def outputs_of(report: Report, execution_count: int | None = None) -> list[Any]:
    """Write the outputs that a notebook's cell ``check(...)`` shows for a report: points, and a page."""
    from nbformat.v4 import new_output

    return [
        new_output(
            "execute_result",
            {"text/plain": str(report.score), "text/html": report.html()},
            execution_count=execution_count,
        )
    ]
