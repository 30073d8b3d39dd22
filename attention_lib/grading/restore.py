"""Give a submitted notebook its graded cells back."""

# mypy: allow-untyped-calls, allow-subclassing-any

from typing import Any, NamedTuple
from uuid import uuid4

import nbformat
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from attention_lib.grading.notes import note_cell, record
from attention_lib.grading.submission import notebook_path


class Original(NamedTuple):
    """One cell of the exercise, as the gradebook knows it."""

    cell_type: str
    source: str
    released: str  # the source as students got it, without what is hidden from them
    metadata: dict[str, Any]

    @property
    def locked(self) -> bool:
        """Whether students can't change it: tests, questions, imports."""
        return bool(self.metadata["locked"])

    @property
    def is_test(self) -> bool:
        """Whether it is run for points."""
        return bool(self.metadata["grade"]) and not self.metadata["solution"]

    @property
    def is_code_to_write(self) -> bool:
        """Whether it is where students write code."""
        return bool(self.metadata["solution"]) and not self.metadata["grade"]

    def cell(self, **parts: Any) -> Any:
        """Make the cell anew."""
        # Not by nbformat's new_code_cell, which compares each with its schema: a third of the time of restoring.
        code: dict[str, Any] = {"execution_count": None, "outputs": []} if self.cell_type == "code" else {}
        metadata = {"nbgrader": dict(self.metadata), "deletable": False}
        cell = {"id": uuid4().hex[:8], "cell_type": self.cell_type, "metadata": metadata, **code}
        return nbformat.from_dict({**cell, "source": self.source, **parts})


class RestoreCells(NbGraderPreprocessor):
    """Whatever students did to the graded cells, make each stand there once, as the gradebook knows it.

    A cell is known by its id. The rest of its metadata is rebuilt and not believed: a wrong type of value
    would end nbgrader's run for everyone, and a tag `skip-execution` on a test would earn full marks.
    """

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Restore the cells of one notebook."""
        self.notebook, self.student = nb, resources["nbgrader"]["student"]
        self.originals = originals(resources, notebook_path(self, resources, "release_directory"))
        for name, found in self.claims().items():
            if found:
                self.keep_one(name, found)
            else:
                self.put_back(name)
        self.order_tests()
        return nb, resources

    def claims(self) -> dict[str, list[Any]]:
        """Find the cells that bear each id, and take nbgrader's metadata off all of them."""
        found: dict[str, list[Any]] = {name: [] for name in self.originals}
        for cell in self.notebook.cells:
            mark = cell.metadata.pop("nbgrader", None)
            name = mark.get("grade_id") if isinstance(mark, dict) else None
            if isinstance(name, str) and name in found:
                found[name].append(cell)
        return found

    def keep_one(self, name: str, found: list[Any]) -> None:
        """Choose one of the cells with this id: the last that was worked on, or else the last."""
        original = self.originals[name]
        worked_on = [cell for cell in found if cell.source != original.released]
        kept = found[-1] if original.locked or not worked_on else worked_on[-1]
        for cell in found:
            if cell is not kept:
                self.say(f"There are several cells `{name}`. This one is a copy; another is graded.", cell)
        if original.locked and kept.source != original.released:
            self.say(f"The cell `{name}` had been changed. It was set back to what it was.", kept)
        parts = {} if original.locked else {"source": kept.source}
        restored = original.cell(id=kept.id, **parts)
        if "attachments" in kept and restored.cell_type == "markdown" and not original.locked:
            restored.attachments = kept.attachments
        self.notebook.cells[self.position(kept)] = restored

    def put_back(self, name: str) -> None:
        """Insert a missing cell after the one that it follows in the exercise."""
        original = self.originals[name]
        if original.is_code_to_write:
            # The code may stand in another cell, and the empty one would undo it.
            return self.say(f"The cell `{name}`, a place for code, is missing. Code elsewhere counts too.")
        names = list(self.originals)
        above = names[: names.index(name)]
        present = [other for other in above if self.named(other)]
        index = self.position(self.named(present[-1])) + 1 if present else 0
        code = [other for other in above if self.originals[other].is_code_to_write]
        if original.is_test and code and code[-1] not in present:
            index = len(self.notebook.cells)  # below the code that it tests, wherever that is now
        self.notebook.cells.insert(index, restored := original.cell())
        lost = "" if original.locked else ", empty"
        self.say(f"The cell `{name}` was missing. It was put back{lost}.", restored)

    def order_tests(self) -> None:
        """Move each test that is run before the code that it tests."""
        last_code = None
        for name, original in self.originals.items():
            cell = self.named(name)
            if original.is_code_to_write:
                last_code = cell
                continue
            tested_above = original.is_test and last_code is not None
            if tested_above and self.position(cell) < self.position(last_code):
                self.notebook.cells.remove(cell)
                self.notebook.cells.insert(self.position(last_code) + 1, cell)
                self.say(f"The cell `{name}` stood above the code that it tests. It was moved below.", cell)

    def named(self, name: str) -> Any:
        """Find the cell with this id, once it has been restored."""
        marks = ((cell.metadata.get("nbgrader", {}), cell) for cell in self.notebook.cells)
        return next((cell for mark, cell in marks if mark.get("grade_id") == name), None)

    def position(self, cell: Any) -> int:
        """Find where a cell stands; two cells can be equal, so by identity."""
        return next(index for index, other in enumerate(self.notebook.cells) if other is cell)

    def say(self, sentence: str, cell: Any = None) -> None:
        """Leave a note, above a cell or on top."""
        self.notebook.cells.insert(0 if cell is None else self.position(cell), note_cell(sentence))
        record(self.notebook, sentence)
        self.log.warning("%s: %s", self.student, sentence)


def originals(resources: Any, release: Any) -> dict[str, Original]:
    """Read the cells of the exercise from the gradebook, in the order in which they were released."""
    ids = resources["nbgrader"]
    released = {}
    if release.exists():
        for cell in nbformat.read(release, as_version=4).cells:
            released[cell.metadata.get("nbgrader", {}).get("grade_id")] = cell.source
    with Gradebook(ids["db_url"]) as gradebook:
        notebook = gradebook.find_notebook(ids["notebook"], ids["assignment"])
        points = {cell.name: cell.max_score for cell in [*notebook.grade_cells, *notebook.task_cells]}
        kinds = {
            "grade": {cell.name for cell in notebook.grade_cells},
            "solution": {cell.name for cell in notebook.solution_cells},
            "task": {cell.name for cell in notebook.task_cells},
        }
        known = {}
        for cell in notebook.source_cells:
            metadata: dict[str, Any] = {kind: cell.name in names for kind, names in kinds.items()}
            metadata |= {"schema_version": 3, "grade_id": cell.name, "locked": cell.locked}
            metadata |= {"checksum": cell.checksum, "cell_type": cell.cell_type}
            if cell.name in points:
                metadata["points"] = points[cell.name]
            as_released = released.get(cell.name, cell.source)
            known[cell.name] = Original(cell.cell_type, cell.source, as_released, metadata)
    order = {name: index for index, name in enumerate(released)}
    return dict(sorted(known.items(), key=lambda item: order.get(item[0], len(order))))
