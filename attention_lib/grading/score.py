"""Believe a test cell only when it says its points."""

# mypy: allow-untyped-calls, allow-subclassing-any

from typing import Any

from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from attention_lib.grading.execute import error

NO_SCORE = "This test's value is not a number of points, so it gives none. Is `check` still the course's own?"


class RequireScore(NbGraderPreprocessor):
    """Turn a test cell whose value is not a number of points into one that failed.

    nbgrader gives full marks where a test cell shows nothing at all, and no grade for the whole notebook
    where it shows more points than there are. Each test of this course is one line, `check(...)`, which
    always shows its points.
    """

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> Any:
        """Look at one cell."""
        if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell):
            failed = any(output.output_type == "error" for output in cell.outputs)
            if not failed and not says_points(cell):
                # nbgrader judges by the first output that it understands.
                cell.outputs.insert(0, new_output("error", **error("NoScore", NO_SCORE)))
        return cell, resources


def says_points(cell: Any) -> bool:
    """Say whether a cell's value is a number between 0 and its points."""
    values = [output.data.get("text/plain") for output in cell.outputs if "execution_count" in output]
    try:
        return len(values) == 1 and 0 <= float(values[0]) <= cell.metadata["nbgrader"]["points"]
    except (TypeError, ValueError):
        return False
