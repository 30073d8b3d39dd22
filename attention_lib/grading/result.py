"""What one student got: plain data, which grading fills in and the summary of the class counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Cell:
    """A graded cell: its points, and the checker's report where there is one (`Report.to_dict()`)."""

    points: float
    max: float
    report: dict[str, Any] | None = None


@dataclass(frozen=True)
class Result:
    """What one student got, and what was noticed on the way.

    Attributes
    ----------
    student, assignment : str
        Whose work, for what.
    score, max_score : float
        As the gradebook has them; a late penalty is taken off already.
    cells : dict
        For each graded cell, in the notebook's order, its `Cell`; those marked by hand too.
    notes : sequence of str
        Sentences for the teacher's eyes.
    limits : sequence of str
        Sentences that say which limit was hit or what was tried.
    late : float
        Seconds after the due date; 0 in time.
    late_penalty : float
        Points taken off for it.
    sources : dict
        For each cell that students write, the code.
    needs_manual : sequence of str
        Cells that wait for marks by hand.
    missing : bool
        Whether nothing was handed in.
    ungraded : str
        Why there are no marks, if so.
    """

    student: str
    assignment: str
    score: float
    max_score: float
    cells: Mapping[str, Cell] = field(default_factory=dict)
    notes: Sequence[str] = ()
    limits: Sequence[str] = ()
    late: float = 0
    late_penalty: float = 0
    sources: Mapping[str, str] = field(default_factory=dict)
    needs_manual: Sequence[str] = ()
    missing: bool = False
    ungraded: str = ""
