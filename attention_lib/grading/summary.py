"""The summary that a teacher reads after grading: a page, a table for spreadsheets, JSON, and 15 lines of text."""

import csv
import json
import os
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

from attention_lib.grading.hostile import harmless, visible
from attention_lib.grading.result import Cell, Result

__all__ = ["Cell", "Result", "terminal", "write"]

BARS = " ▁▂▃▄▅▆▇█"
NAMES = 6
"""Names in a line of the terminal; the page has them all."""


def write(folder: Path, facts: Mapping[str, Any], results: Sequence[Result]) -> Path:
    """Write the summary of a class: `ASSIGNMENT.html`, `ASSIGNMENT.csv` and `ASSIGNMENT.json`.

    Parameters
    ----------
    folder
        Where to; it is made if need be.
    facts
        What `tally` counted.
    results
        Of all of the class: who was graded now, who was graded before, and who handed nothing in.

    Returns
    -------
    Path
        The page.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from attention_lib.grading.tally import tally
    >>> results = [Result("ada", "01-scores", 7, 10)]
    >>> page = write(Path(mkdtemp()), tally("01-scores", results), results)
    >>> sorted(path.name for path in page.parent.iterdir())
    ['01-scores.csv', '01-scores.html', '01-scores.json']
    """
    from attention_lib.grading.page import page

    assignment = facts["assignment"]
    codes = {result.student: result.sources for result in results}
    feedback = {result.student: _feedback(folder, assignment, result.student) for result in results}
    folder.mkdir(parents=True, exist_ok=True)
    whole = folder / f"{assignment}.html"
    _replace(folder / f"{assignment}.json", json.dumps(facts, indent=1) + "\n")
    _replace(folder / f"{assignment}.csv", "\ufeff" + _table(facts))  # without the mark, Excel guesses wrong
    _replace(whole, page(facts, codes, feedback))
    return whole


def _replace(path: Path, text: str) -> None:
    """Write a file at once: whoever reads it finds the old one or the new one."""
    half = path.with_name(f".{path.name}.{os.getpid()}")
    half.write_text(text, encoding="utf-8", errors="replace", newline="")
    half.replace(path)


def _feedback(folder: Path, assignment: str, student: str) -> str:
    """Where a student's feedback page lies, as seen from the summary; empty where there is none."""
    place = f"feedback/{student}/{assignment}/{assignment}.html"
    try:
        return f"../{quote(place)}" if (folder.parent / place).is_file() else ""
    except (OSError, ValueError):  # a name that no file can have
        return ""


def _table(facts: Mapping[str, Any]) -> str:
    """A line for each student, in a form that no spreadsheet takes for a formula."""
    cells = [cell["cell"] for cell in facts["cells"]]
    said = {
        kind: {each["student"]: " ".join(each["sentences"]) for each in facts[kind]}
        for kind in ("limits", "notes")
    }
    head = ["student", "score", "max_score", "late_seconds", "late_penalty", "state", "by_hand"]
    rows: list[list[Any]] = [[*head, *cells, "mistakes", "limits", "notes"]]
    for result in facts["results"]:
        state = "missing" if result["missing"] else "not graded" if result["ungraded"] else "graded"
        points = [result["cells"].get(cell, {}).get("points", "") for cell in cells]
        texts = [" | ".join(result["mistakes"])] + [said[kind].get(result["student"], "") for kind in said]
        fixed = [result[key] for key in ("student", "score", "max_score", "late", "late_penalty")]
        rows.append([*fixed, state, " ".join(result["needs_manual"]), *points, *texts])
    table = StringIO()
    csv.writer(table, quoting=csv.QUOTE_ALL).writerows(
        [harmless(entry) if isinstance(entry, str) else entry for entry in row] for row in rows
    )
    return table.getvalue()


def terminal(facts: Mapping[str, Any], page: Path) -> str:
    """Say in some fifteen lines what the class did.

    Examples
    --------
    >>> from attention_lib.grading.tally import tally
    >>> facts = tally("01-scores", [Result("ada", "01-scores", 7, 10)])
    >>> print(terminal(facts, Path("/course/01-scores.html")))
    01-scores: 1 of 1 graded.
    Marks: 7 of 10 on average; half of the class between 7 and 7.
    0        █    10
    No known mistake was found.
    The whole summary: file:///course/01-scores.html
    """
    lines = [f"{visible(facts['assignment'])}: {facts['graded']} of {facts['students']} graded."]
    if marks := facts["marks"]:
        low, high = marks["quarters"]
        middle = f"half of the class between {round(low, 2):g} and {round(high, 2):g}"
        lines.append(f"Marks: {round(marks['mean'], 2):g} of {facts['max_score']:g} on average; {middle}.")
        lines.append(_spark([bar["students"] for bar in marks["bars"]], facts["max_score"]))
        lines += _mistake_lines(facts)
    for what, students in _eyes(facts):
        names = ", ".join(visible(student)[:40] for student in students[:NAMES])
        more = f" and {len(students) - NAMES} more" if len(students) > NAMES else ""
        lines.append(f"{what}: {len(students)} ({names}{more}).")
    if facts["by_hand"]:
        count = sum(len(answer["students"]) for answer in facts["by_hand"])
        lines.append(f"Written answers to mark by hand, in formgrader: {count}.")
    return "\n".join([*lines, f"The whole summary: {page.absolute().as_uri()}"])


def _spark(counts: Sequence[int], highest: float) -> str:
    """The distribution as one line: each character a bar."""
    top = max(*counts, 1)
    return f"0 {''.join(BARS[-(-count * 8 // top)] for count in counts)} {highest:g}"


def _mistake_lines(facts: Mapping[str, Any]) -> list[str]:
    named = [
        f"  {len(mistake['students']):3}  {mistake['sentence']} ({mistake['cell']})"
        for mistake in facts["mistakes"][:5]
    ]
    if not named:
        return ["No known mistake was found."]
    rest = len(facts["mistakes"]) - len(named)
    unnamed = len({student for other in facts["unexplained"] for student in other["students"]})
    last = [f"{rest} more kinds"] if rest else []
    last += [f"{unnamed} students whose points were lost to no known mistake"] if unnamed else []
    return ["Mistakes, by students:", *named, *([f"       {', and '.join(last)}"] if last else [])]


def _eyes(facts: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """What needs the teacher's eyes, and whose it is; only what there is."""
    found = {
        "Not graded": [each["student"] for each in facts["ungraded"]],
        "Hit a limit or tried something": [each["student"] for each in facts["limits"]],
        "With a note": [each["student"] for each in facts["notes"]],
        "Late": [each["student"] for each in facts["late"]],
        "Missing": facts["missing"],
    }
    return [(what, students) for what, students in found.items() if students]
