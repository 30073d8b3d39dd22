"""What a worker gets, and what it gives back: plain data that travels to any machine."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Task:
    """One submission, and all that its marks depend on."""

    student: str
    assignment: str
    files: dict[str, bytes]
    definition: bytes
    """See `definition.define`."""
    seed: int
    """The assignment's secret; the cases of each test cell are drawn from it and from the submission."""
    timestamp: str | None = None
    manual: dict[str, Any] = field(default_factory=dict)
    """By hand, kept on a regrade: {"grades": {notebook: {cell: [points, extra]}}, "comments": …, "extension": s}."""
    key: str = ""
    """Names the result: the same key, the same result."""
    refused: dict[str, str] = field(default_factory=dict)
    """Files that were not read, and why: sentences."""
    sandboxed: bool = True
    marks: dict[str, Any] | None = None
    """Where `files` are graded already, and only the pages are to be written: {"scores", "late_penalty"}."""
    content: str = ""


@dataclass(frozen=True)
class Marked:
    """What became of a submission. Plain data."""

    key: str
    notebooks: dict[str, bytes]
    """Graded, by name, such as `01-scores.ipynb`."""
    feedback: dict[str, bytes]
    scores: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    """{notebook: {cell: {"auto_score", "max_score", "needs_manual_grade", "auto_comment", "score"}}}"""
    late_penalty: dict[str, float | None] = field(default_factory=dict)
    late: float = 0.0
    """Seconds."""
    notes: list[str] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    """The judge's, with the names of notebook and cell."""
    limits: list[str] = field(default_factory=list)
    """What hit a limit or tried something."""
    sources: dict[str, str] = field(default_factory=dict)
    """What the student wrote, by cell."""
    unreadable: bool = False


@dataclass(frozen=True)
class Failed:
    """What takes the place of a result."""

    why: str
    warm: bool = False
    """Whether it was the warm process that could not be reached."""


def when(timestamp: str | None) -> datetime | None:
    """Read the date of a submission as nbgrader does; None where there is none."""
    from nbgrader.utils import parse_utc

    try:
        date: datetime | None = parse_utc(timestamp.strip()) if timestamp and timestamp.strip() else None
    except (ValueError, OverflowError):
        return None
    return date
