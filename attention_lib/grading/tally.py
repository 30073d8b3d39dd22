"""What a class did, counted: plain data, from which the summary's page and files are made."""

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from attention_lib.grading import alike
from attention_lib.grading.result import Cell, Result

UNWRITTEN = "It is not written yet"  # how the checker's own sentence begins (check/call.py)

NUMBERS = re.compile(r"\([\d, ]*\)|\[[\d, ]*\]|-?\d[\d.e+-]*")
"""Shapes, places and numbers in a report's sentence."""

TRIED = re.compile("while grading it can't be imported|PermissionError|Operation not permitted|MemoryError")
"""How a report reads where a function asked for what it does not get."""


def tally(
    assignment: str, results: Sequence[Result], released: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Any]:
    """Count what the class did, as `summary.schema.json` beside this file describes it.

    Examples
    --------
    >>> from attention_lib.grading.result import Cell, Result
    >>> class_of_one = [Result("ada", "01-scores", 7, 10, {"check-scores": Cell(7, 10)})]
    >>> tally("01-scores", class_of_one)["marks"]["mean"]
    7
    """
    graded = [result for result in results if not result.missing and not result.ungraded]
    mistakes, unexplained = _mistakes(graded)
    sources = {result.student: result.sources for result in graded if result.sources}
    return {
        "assignment": assignment,
        "students": len(results),
        "graded": len(graded),
        "max_score": max((result.max_score for result in results), default=0),
        "marks": _marks(graded),
        "cells": _cells(graded),
        "mistakes": mistakes,
        "unexplained": unexplained,
        "ungraded": [{"student": r.student, "why": r.ungraded} for r in results if r.ungraded],
        "missing": [result.student for result in results if result.missing],
        "late": [
            {"student": result.student, "seconds": result.late, "penalty": result.late_penalty}
            for result in sorted(results, key=lambda result: -result.late)
            if result.late > 0
        ],
        "limits": [
            {"student": result.student, "sentences": sentences}
            for result in results
            if (sentences := _limits(result))
        ],
        "notes": [
            {"student": result.student, "sentences": other}
            for result in results
            if (other := [note for note in result.notes if note not in result.limits])
        ],
        "by_hand": _by_hand(graded),
        "alike": {
            "compared": len(sources),
            "pairs": [
                asdict(pair) | {"cells": list(pair.cells)} for pair in alike.pairs(sources, released or {})
            ],
        },
        "results": [_row(result) for result in results],
    }


def _marks(graded: Sequence[Result]) -> dict[str, Any] | None:
    """How the marks are distributed: a bar a point, or at most forty bars."""
    if not graded:
        return None
    scores = sorted(result.score for result in graded)
    highest = max(*(result.max_score for result in graded), *scores, 1)
    width = -(-highest // 40)
    bars = Counter(int(max(score, 0) // width) for score in scores)
    return {
        "mean": statistics.mean(scores),
        "median": statistics.median(scores),
        "quarters": statistics.quantiles(scores, method="inclusive")[::2] if len(scores) > 1 else scores * 2,
        "lowest": scores[0],
        "highest": scores[-1],
        "bars": [
            {"from": bar * width, "to": (bar + 1) * width, "students": bars[bar]}
            for bar in range(int(highest // width) + 1)
        ],
    }


def _cells(graded: Sequence[Result]) -> list[dict[str, Any]]:
    """For each graded cell, what was earned, and what became of each of its criteria."""
    by_cell: dict[str, list[Cell]] = defaultdict(list)
    waiting = Counter(name for result in graded for name in result.needs_manual)
    for result in graded:
        for name, cell in result.cells.items():
            by_cell[name].append(cell)
    return [
        {
            "cell": name,
            "max": max(cell.max for cell in cells),
            "students": len(cells),
            "mean": statistics.mean(cell.points for cell in cells),
            "full": sum(cell.points >= cell.max for cell in cells),
            "none": sum(cell.points <= 0 for cell in cells),
            "by_hand": all(cell.report is None for cell in cells),
            "waiting": waiting[name],
            "criteria": _criteria(cells),
        }
        for name, cells in by_cell.items()
    ]


def _criteria(cells: Sequence[Cell]) -> list[dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for cell in cells:
        for verdict in (cell.report or {}).get("criteria", []):
            about = {key: verdict[key] for key in ("name", "what", "points")}
            row = rows.setdefault(verdict["name"], about | {"holds": 0, "fails": 0, "waits": 0})
            row[verdict["status"]] += 1
    return list(rows.values())


def _mistakes(graded: Sequence[Result]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Which mistakes were named, and, where none was, the first thing that did not hold."""
    named: dict[tuple[str, str], list[tuple[str, dict[str, str], bool]]] = defaultdict(list)
    others: dict[tuple[str, str, str, str], list[tuple[str, str]]] = defaultdict(list)
    for result in graded:
        for name, cell in result.cells.items():
            report = cell.report
            if report is None or report["passed"]:
                continue
            for diagnosis in report["diagnosis"]:
                several = len(report["diagnosis"]) > 1
                named[name, diagnosis["name"]].append((result.student, diagnosis, several))
            if not report["diagnosis"]:
                kind, about, sentence = _unnamed(report)
                others[name, kind, about, _kind_of(sentence)].append((result.student, sentence))
    mistakes = [
        {
            "cell": cell,
            "name": name,
            "sentence": _alone(_usual(diagnosis["sentence"] for _, diagnosis, _ in found)),
            "hint": _usual(diagnosis["hint"] for _, diagnosis, _ in found),
            "read": _usual(diagnosis["read"] for _, diagnosis, _ in found),
            "students": [student for student, _, _ in found],
            "with_another": sum(several for _, _, several in found),
        }
        for (cell, name), found in named.items()
    ]
    unexplained = [
        {
            "cell": cell,
            "kind": kind,
            "criterion": about,
            "sentence": _usual(sentence for _, sentence in found),
            "students": [student for student, _ in found],
        }
        for (cell, kind, about, _), found in others.items()
    ]
    most_first = {"key": lambda row: -len(row["students"])}
    return sorted(mistakes, **most_first), sorted(unexplained, **most_first)  # type: ignore[call-overload]


def _unnamed(report: Mapping[str, Any]) -> tuple[str, str, str]:
    """Of a report that names no mistake: what kind it is, the criterion, and its sentence."""
    if report["refused"]:
        return "refused", "", report["refused"]
    first = next((verdict for verdict in report["criteria"] if verdict["status"] == "fails"), None)
    if first is None:
        return "criterion", "", "It lost points, and the report does not say why."
    if first["message"].startswith(UNWRITTEN):
        return "unwritten", "", UNWRITTEN + "."
    return "criterion", first["name"], first["message"]


def _usual(sentences: Any) -> str:
    """Of sentences that differ in a number at most, the most frequent."""
    return str(Counter(sentences).most_common(1)[0][0])


def _kind_of(sentence: str) -> str:
    """What two sentences have in common that say the same of different numbers."""
    return NUMBERS.sub("#", re.split(r"(?<=[a-z)])[.;:] ", sentence)[0])


def _alone(sentence: str) -> str:
    """A sentence that went on from another ("And where ..."), as one by itself."""
    rest = sentence.removeprefix("And ")
    return rest[:1].upper() + rest[1:]


def _limits(result: Result) -> list[str]:
    """What hit a limit or tried something, and what in the reports looks like it."""
    messages = [
        f"{name}: {verdict['message']}"
        for name, cell in result.cells.items()
        for verdict in (cell.report or {}).get("criteria", [])
        if TRIED.search(verdict["message"])
    ]
    return [*result.limits, *dict.fromkeys(messages)]


def _by_hand(graded: Sequence[Result]) -> list[dict[str, Any]]:
    waiting: dict[str, list[str]] = defaultdict(list)
    for result in graded:
        for name in result.needs_manual:
            waiting[name].append(result.student)
    return [{"cell": name, "students": students} for name, students in waiting.items()]


def _row(result: Result) -> dict[str, Any]:
    """One student's line, without code and reports."""
    cells = {name: {"points": cell.points, "max": cell.max} for name, cell in result.cells.items()}
    kept = ("student", "score", "max_score", "late", "late_penalty", "missing", "ungraded")
    plain = {key: getattr(result, key) for key in kept}
    named = [
        diagnosis["sentence"]
        for cell in result.cells.values()
        for diagnosis in (cell.report or {}).get("diagnosis", [])
    ]
    return plain | {"cells": cells, "needs_manual": list(result.needs_manual), "mistakes": named}
