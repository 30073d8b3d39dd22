"""What the class did, put together from the receipts and from the marks as they stand."""

# mypy: allow-untyped-calls

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat

from attention_lib.grading.summary import Cell, Result, terminal, write
from attention_lib.grading.tally import tally

DELIMITER = re.compile(r"### (?:BEGIN|END) SOLUTION")


def results(book: Any, assignment: str, submitted: Sequence[str], failed: dict[str, str]) -> list[Result]:
    """Give the result of every student of the course, graded in whichever run.

    Parameters
    ----------
    book : Book
        The gradebook.
    assignment : str
        Its name.
    submitted : sequence of str
        Who handed something in.
    failed : dict
        Who could not be graded in this run, and why.
    """
    receipts, points = book.receipts(assignment), book.points(assignment)
    most = book.most(assignment)
    found = []
    for student in sorted({*submitted, *book.students()}):
        if student in failed:
            found.append(Result(student, assignment, 0, most, {}, ungraded=failed[student]))
        elif student in receipts and student in points:
            told = json.loads(receipts[student]["result"])
            found.append(graded(student, assignment, told, points[student], most))
        elif student not in submitted:
            found.append(Result(student, assignment, 0, most, {}, missing=True))
        else:
            found.append(Result(student, assignment, 0, most, {}, ungraded="it was not graded yet."))
    return found


def graded(student: str, assignment: str, told: dict[str, Any], marks: dict[str, Any], most: float) -> Result:
    """Put together one student's result."""
    reports = {report["cell"]: report for report in told["reports"]}
    cells = {
        name: Cell(cell["score"], cell["max"], reports.get(name)) for name, cell in marks["cells"].items()
    }
    return Result(
        student, assignment, marks["score"], most, cells,
        notes=told["notes"], limits=told["limits"], late=told["late"], late_penalty=marks["late_penalty"],
        sources=told["sources"], needs_manual=[n for n, cell in marks["cells"].items() if cell["by_hand"]],
    )  # fmt: skip


def write_summary(place: Any, assignment: str, found: Sequence[Result]) -> str:
    """Write the class's page, and say in some lines what is on it."""
    folder = place.staging.parent / "summary"
    facts = tally(assignment, found, given(place, assignment))
    return terminal(facts, write(folder, facts, found))


def given(place: Any, assignment: str) -> dict[str, list[str]]:
    """List what each cell that students write looks like at first, and solved: that is nobody's own."""
    texts: dict[str, list[str]] = {}
    for step in ("release", "source"):
        for path in sorted(Path(place.folder(step, ".", assignment)).glob("*.ipynb")):
            for cell in nbformat.read(path, as_version=4).cells:
                mark = cell.metadata.get("nbgrader", {})
                if cell.cell_type == "code" and mark.get("solution"):
                    lines = [line for line in cell.source.splitlines() if not DELIMITER.search(line)]
                    texts.setdefault(mark["grade_id"], []).append("\n".join(lines))
    return texts
