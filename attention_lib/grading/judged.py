"""Run a notebook in a student's process, and have its tests judged from outside."""

# mypy: allow-untyped-calls

import time
from collections.abc import Callable
from typing import Any

import nbformat
from nbformat.v4 import new_output
from nbgrader.utils import is_grade, is_solution

from attention_lib.grading.execute import DIED, MOST_RESTARTS, NOT_RUN, error, still_running
from attention_lib.grading.judge import judge, outputs_of
from attention_lib.grading.notes import record

OWN = 10
"""How many times the limit of one cell a student's own cells may take together."""

TOO_LONG = "This cell and those of one's own below it were not run: those above took too long together."
TOO_MUCH = "This cell printed or showed far more than a page can hold, and was stopped."


class JudgedNotebook:
    """What `RunCells` does, without the test cells: those never reach the student's process.

    A cell that never ends or kills the process gets a sentence for its output. The process is started anew,
    the cells above are run again without it, and then those below. After three such cells the rest is not run.

    Parameters
    ----------
    nb : notebook
        Its graded cells are restored. It gets the outputs.
    connect : callable
        Starts a student's process: a `Kernel`.
    seconds : float
        That a cell may take.
    seed_of : callable
        The seed for a test cell, by its name.
    """

    def __init__(
        self, nb: Any, connect: Callable[[], Any], seconds: float, seed_of: Callable[[str], int]
    ) -> None:
        self.nb, self.connect, self.seconds, self.seed_of = nb, connect, seconds, seed_of
        self.stopped: set[int] = set()
        self.restarts = self.count = 0
        self.own = OWN * seconds  # seconds that are left for cells that are no part of the exercise
        self.reports: dict[str, dict[str, Any]] = {}
        self.limits: list[str] = []

    def run(self) -> None:
        """Run all cells."""
        self.kernel = self.connect()
        try:
            for index, cell in enumerate(self.nb.cells):
                if cell.cell_type == "code" and cell.source.strip():
                    if self.restarts > MOST_RESTARTS:
                        self.stop(
                            cell, index, "NotRun", NOT_RUN
                        )  # without any output, it would be full marks
                    elif is_test(cell):
                        self.judge(cell, index)
                    elif "skip-execution" not in cell.metadata.get("tags", []):
                        self.run_cell(cell, index)
        finally:
            self.kernel.close()

    def run_cell(self, cell: Any, index: int) -> None:
        """Run one of the student's cells, or one of the exercise's that is no test."""
        if is_own(cell) and self.own <= 0:
            return self.leave_out(cell, index)
        begun = time.monotonic()
        ran = self.kernel.run(cell.source, self.seconds)
        self.own -= (time.monotonic() - begun) * is_own(cell)
        self.count += 1
        cell.execution_count = self.count
        cell.outputs = [nbformat.from_dict(output) for output in ran.outputs]
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = self.count
        timed_out = any(output.get("ename") == "CellTimeoutError" for output in cell.outputs)
        if ran.ended is not None:
            self.ended(cell, index, ran.ended)
        elif timed_out:
            self.report(cell, index, still_running(int(self.seconds)))

    def leave_out(self, cell: Any, index: int) -> None:
        """Not run what only keeps the class waiting, and say so once."""
        if not any(TOO_LONG in said for said in self.limits):
            self.report(cell, index, TOO_LONG)
        cell.outputs = [new_output("error", **error("NotRun", TOO_LONG))]
        self.stopped.add(index)

    def judge(self, cell: Any, index: int) -> None:
        """Have a test cell judged."""
        name = cell.metadata["nbgrader"]["grade_id"]
        self.count += 1
        cell.execution_count = self.count
        try:
            report = judge(self.kernel, cell.source, self.seed_of(name))
        except ValueError as error:  # it is no line like check(softmax)
            self.stop(cell, index, "NotJudged", str(error))
            return
        self.reports[name] = report.to_dict()
        cell.outputs = outputs_of(report, self.count)
        if self.kernel.ended is not None:
            self.ended(cell, index, self.kernel.ended)

    def ended(self, cell: Any, index: int, why: str) -> None:
        """Say why the process is no more, and go on with a new one."""
        name, sentence = {
            "timeout": ("CellTimeoutError", still_running(int(self.seconds))),
            "too much output": ("TooMuchOutput", TOO_MUCH),
        }.get(why, ("KernelDied", DIED))
        self.stop(cell, index, name, sentence)
        self.restart(index)

    def stop(self, cell: Any, index: int, name: str, sentence: str) -> None:
        """Put a sentence in the place of what a cell didn't get to."""
        if not is_test(cell) or not cell.outputs:
            cell.outputs = [output for output in cell.outputs if output.output_type != "execute_result"]
            cell.outputs.append(new_output("error", **error(name, sentence)))
        self.stopped.add(index)
        self.report(cell, index, sentence)

    def report(self, cell: Any, index: int, sentence: str) -> None:
        """Tell the teacher which cell it was."""
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        where = f"In the cell `{name}`" if name else f"In cell {index + 1}"
        record(self.nb, f"{where}: {sentence}")
        self.limits.append(f"{where}: {sentence}")

    def restart(self, index: int) -> None:
        """Start the process again and bring it to where the notebook was."""
        self.restarts += 1
        self.kernel.close()
        if self.restarts > MOST_RESTARTS:
            return
        self.kernel = self.connect()
        for above, cell in enumerate(self.nb.cells[:index]):
            if cell.cell_type != "code" or is_test(cell) or above in self.stopped:
                continue
            if self.kernel.run(cell.source, self.seconds).ended is not None:
                self.restarts = MOST_RESTARTS + 1
                return


def is_own(cell: Any) -> bool:
    """Say whether a cell is no part of the exercise, as far as grading knows."""
    return not cell.metadata.get("nbgrader")


def is_test(cell: Any) -> bool:
    """Say whether a cell is one that only the judge reads."""
    return bool(cell.cell_type == "code" and is_grade(cell) and not is_solution(cell))
