"""What grading has to say about a submission, to the student and to the teacher alike.

A note stands as a cell in the graded notebook, where the student's feedback page and formgrader show it, and
in the notebook's metadata, from where `attention-lib grade` tells the teacher.
"""

# mypy: allow-untyped-calls, allow-subclassing-any

from typing import Any

from nbformat.v4 import new_markdown_cell

KEY = "attention_lib"


def note_cell(sentence: str) -> Any:
    """Make the cell that shows a note."""
    return new_markdown_cell(f"> **A note from grading.** {sentence}")


def record(nb: Any, sentence: str, *, unreadable: bool = False) -> None:
    """Keep a sentence in the notebook's metadata."""
    kept = nb.metadata.setdefault(KEY, {"notes": [], "unreadable": False})
    kept["notes"].append(sentence)
    kept["unreadable"] = kept["unreadable"] or unreadable


def notes(nb: Any) -> list[str]:
    """List the sentences that were recorded."""
    return list(nb.metadata.get(KEY, {}).get("notes", []))


def is_unreadable(nb: Any) -> bool:
    """Say whether there was nothing to grade."""
    return bool(nb.metadata.get(KEY, {}).get("unreadable", False))
