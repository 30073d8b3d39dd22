"""The report: one object with three faces, for a notebook, a terminal and a machine."""

import sys
from dataclasses import dataclass
from typing import Any

import numpy as np

from attention_lib.check.diagnose import Diagnosis
from attention_lib.check.problem import Array


@dataclass(frozen=True)
class Verdict:
    """One criterion's verdict; `status` is "holds", "fails" or "waits" (for another to hold)."""

    name: str
    what: str
    points: int
    status: str
    message: str = ""

    @property
    def earned(self) -> int:
        """All of the criterion's points, or none."""
        return self.points if self.status == "holds" else 0


@dataclass(frozen=True)
class Example:
    """The smallest case that failed: its inputs, and the expected result beside the student's."""

    inputs: dict[str, Any]
    yours: "dict[str, Array] | str | None"
    expected: dict[str, Array]

    @property
    def digits(self) -> int:
        """As few digits as show the difference."""
        for digits in (4, 8):
            if _all_written(self.yours, digits) != _all_written(self.expected, digits):
                return digits
        return 17

    @property
    def rows(self) -> "list[tuple[str, Any]]":
        """What there is to show after the inputs, by name: of several results, those that differ."""
        if not isinstance(self.yours, dict):
            expected = [(f"expected {name}".strip(), part) for name, part in self.expected.items()]
            return [("yours", self.yours), *expected]
        digits = self.digits
        differ = [
            name
            for name in self.expected
            if written(self.yours[name], digits) != written(self.expected[name], digits)
            or self.yours[name].shape != self.expected[name].shape
        ]
        return [
            (f"{whose} {name}".strip(), parts[name])
            for name in differ or self.expected
            for whose, parts in (("yours", self.yours), ("expected", self.expected))
        ]


@dataclass(frozen=True)
class Report:
    """What a check found.

    Attributes
    ----------
    problem : str
        The problem's name; empty if there is none.
    seed : int
        Draws the same cases again.
    verdicts : tuple of Verdict
        One for each criterion.
    diagnosis : tuple of Diagnosis
        The mistakes that the evidence supports; empty where it supports none.
    example : Example or None
        The smallest case that failed.
    trace : str
        The student's own lines, where they stopped with an error.
    advice : str
        A hint where no mistake could be named.
    refused : str
        Why nothing was checked, if so.
    """

    problem: str
    seed: int
    verdicts: tuple[Verdict, ...]
    diagnosis: tuple[Diagnosis, ...] = ()
    example: Example | None = None
    trace: str = ""
    advice: str = ""
    refused: str = ""

    @classmethod
    def refusal(cls, why: str) -> "Report":
        """A report that says why nothing could be checked."""
        return cls("", 0, (), refused=why)

    @property
    def score(self) -> int:
        """The points earned."""
        return sum(verdict.earned for verdict in self.verdicts)

    @property
    def max_score(self) -> int:
        """The points there are."""
        return sum(verdict.points for verdict in self.verdicts)

    @property
    def passed(self) -> bool:
        """Whether every criterion holds."""
        return not self.refused and self.score == self.max_score

    def to_dict(self) -> dict[str, Any]:
        """Plain data, ready for JSON; ``report.schema.json`` beside this file describes it."""
        example = None
        if self.example is not None:
            example = {
                "inputs": {name: plain(value) for name, value in self.example.inputs.items()},
                "yours": _plain_parts(self.example.yours),
                "expected": _plain_parts(self.example.expected),
            }
        return {
            "problem": self.problem,
            "passed": self.passed,
            "score": self.score,
            "max_score": self.max_score,
            "seed": self.seed,
            "criteria": [vars(verdict) | {"earned": verdict.earned} for verdict in self.verdicts],
            "diagnosis": [diagnosis.to_dict() for diagnosis in self.diagnosis],
            "example": example,
            "trace": self.trace,
            "advice": self.advice,
            "refused": self.refused,
        }

    def text(self, colour: bool = False) -> str:
        """The report for a terminal, with colours where it shows them."""
        from attention_lib.check.text import text  # both faces know the report

        return text(self, colour)

    def html(self, again: bool = True) -> str:
        """The report for a notebook or a page, with a picture of the difference.

        Parameters
        ----------
        again : bool
            Whether it says which line of Python has the same cases again.
        """
        from attention_lib.check.html import html

        return html(self, again)

    def __repr__(self) -> str:
        return self.text()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        # nbgrader takes the text of a cell's value, where it reads as a number, for the points
        # earned; a notebook shows the HTML. IPython in a terminal has only the text.
        in_notebook = "ipykernel" in sys.modules
        return {"text/plain": str(self.score) if in_notebook else self.text(), "text/html": self.html()}


def plain(value: Any) -> Any:
    """Arrays as nested lists of numbers; NaN and infinity, which JSON lacks, as words."""
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    if isinstance(value, np.ndarray):
        return [plain(entry) for entry in value] if value.ndim else plain(value.item())
    if isinstance(value, np.generic):
        value = float(value) if isinstance(value, np.floating) else value.item()
    return str(value) if isinstance(value, float) and not np.isfinite(value) else value


def _plain_parts(parts: Any) -> Any:
    """One result as it is, several by name."""
    if not isinstance(parts, dict):
        return plain(parts)
    return plain(parts[""]) if "" in parts else {name: plain(part) for name, part in parts.items()}


def _all_written(parts: Any, digits: int) -> list[str]:
    return [written(part, digits) for part in (parts.values() if isinstance(parts, dict) else [parts])]


def written(value: Any, digits: int = 4) -> str:
    """An array as one would write it down in Python: ``[[1, 2], [0.5, 3]]``.

    Examples
    --------
    >>> written(np.array([[1.0, 2.0], [0.5, 1 / 3]]))
    '[[1, 2], [0.5, 0.3333]]'
    """
    if isinstance(value, list) or (isinstance(value, np.ndarray) and value.ndim):
        return "[" + ", ".join(written(entry, digits) for entry in value) + "]"
    if isinstance(value, str | bool | int | np.bool_ | None):
        return str(value)
    if isinstance(value, np.ndarray) and value.dtype == np.bool_:
        return str(bool(value))
    return f"{value + 0.0:.{digits}g}"  # -0 is 0
