"""Reads an exercise out of its notebook in `solutions/`: the stub, the example to try, the solution."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path

from attention_lib import reference

SOLUTION = re.compile(r"^( *)### BEGIN SOLUTION\n(.*?)^ *### END SOLUTION\n?", re.DOTALL | re.MULTILINE)
TO_WRITE = r"\1# YOUR CODE HERE\n\1raise NotImplementedError()\n"  # as nbgrader writes it into exercises/


class Missing(Exception):
    """What a notebook doesn't have."""


@dataclass(frozen=True)
class Exercise:
    """The code of an exercise.

    Attributes
    ----------
    stub : str
        What the student begins with: imports, the function to write, the example to try it on.
    solution : str
        The function, written.
    before_the_example : str
        What the notebook says of the example, in Markdown.
    """

    stub: str
    solution: str
    before_the_example: str


def read(notebook: Path, problem: str) -> Exercise:
    """Read an exercise.

    Parameters
    ----------
    notebook : Path
        A notebook for nbgrader, with solutions.
    problem : str
        The function that is to be written.

    Returns
    -------
    Exercise
        Its code.

    Raises
    ------
    Missing
        If the notebook is not there, or has no solution of this function.
    """
    if not notebook.is_file():
        raise Missing(f"There is no notebook {notebook.parent.name}/{notebook.name} in solutions/.")
    cells = [
        (cell["cell_type"], "".join(cell["source"]))
        for cell in json.loads(notebook.read_text("utf8"))["cells"]
    ]
    start = re.compile(rf"^def {problem}\(.*?^ *### BEGIN SOLUTION", re.DOTALL | re.MULTILINE)
    places = [place for place, (kind, text) in enumerate(cells) if kind == "code" and start.search(text)]
    if not places:
        raise Missing(f"{notebook.name} has no solution of {problem}.")
    written = cells[places[0]][1]
    told, example = _example(cells[places[0] + 1 :], problem)
    solution = SOLUTION.sub(lambda found: found[2], written)
    stub = SOLUTION.sub(TO_WRITE, written).rstrip()
    imports = _imports(f"{solution}\n{example}", problem)
    return Exercise(f"{imports}\n\n\n{stub}\n\n\n{example}\n", f"{imports}\n\n\n{solution}", told)


def _example(cells: list[tuple[str, str]], problem: str) -> tuple[str, str]:
    """Return what stands between a function and its check: the words, and the code."""
    told, example = "", ""
    for kind, text in cells:
        if text.startswith(f"check({problem}"):
            break
        if kind == "code":
            example = text
        else:
            told = text
    return told, example.strip()


def _imports(code: str, problem: str) -> str:
    """Return the lines that import what code uses of NumPy and of the course's library."""
    used = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    ours = sorted((used & set(reference.__all__)) - {problem})
    lines = ["import numpy as np"]
    if ours:
        lines += ["", f"from attention_lib.reference import {', '.join(ours)}"]
    return "\n".join(lines)
