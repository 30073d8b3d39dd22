"""Read what a student handed in, also when it isn't a notebook."""

# mypy: allow-untyped-calls, allow-subclassing-any

import json
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.validator import normalize
from nbgrader.coursedir import CourseDirectory

from attention_lib.grading.notes import KEY, note_cell, record


class SubmissionExporter(NotebookExporter):
    """nbconvert's notebook exporter, for which no submission is too broken to open.

    In place of a file that can't be read it opens the exercise as it was released, with a note on top. All
    goes on as usual from there: the untouched exercise earns nothing, and the student gets a page that says
    what was wrong.
    """

    def from_file(self, file_stream: Any, resources: Any = None, **kw: Any) -> Any:
        """Convert a notebook from an open file."""
        path = Path(file_stream.name)
        # nbgrader converts twice: what was submitted, and then its own result, which holds our notes.
        if path == notebook_path(self, resources, "autograded_directory"):
            return super().from_file(file_stream, resources=resources, **kw)
        try:
            nb = read(path)
        except ValueError as error:
            released = notebook_path(self, resources, "release_directory")
            others = [other.name for other in path.parent.glob("*.ipynb")]
            nb = nothing_to_grade(released, f"{error}", advice(path.name, others))
        return self.from_notebook_node(nb, resources=resources, **kw)


def nothing_to_grade(released: Path, why: str, what_to_do: str) -> Any:
    """Open the exercise as it was released, with a note on top, in place of a file that can't be read."""
    nb = nbformat.read(released, as_version=4) if released.exists() else nbformat.v4.new_notebook()
    sentence = f"{why} So there was nothing to grade. {what_to_do}"
    nb.cells.insert(0, note_cell(sentence))
    record(nb, sentence, unreadable=True)
    return nb


MOST_CELLS = 1_000
"""Cells that a notebook may have; the exercises have about twenty."""


class TooMany(Exception):
    """A notebook has more cells than anybody could look at."""


def notebook_path(configurable: Any, resources: Any, step: str) -> Path:
    """Find the notebook that is being converted, as it is at another of nbgrader's steps."""
    course, ids = CourseDirectory(parent=configurable), resources["nbgrader"]
    student = "." if step == "release_directory" else ids["student"]
    folder = course.format_path(getattr(course, step), student, ids["assignment"])
    return Path(folder, ids["notebook"] + ".ipynb")


def read(path: Path) -> Any:
    """Read a notebook from a file; see `parse`."""
    return parse(path.name, path.read_bytes())


def parse(name: str, data: bytes) -> Any:
    """Read a notebook, so that what comes back is one in every respect.

    Outputs are dropped, for grading makes its own: a broken one is no reason to refuse the work.

    Raises
    ------
    ValueError
        When the file isn't a notebook; the message says so.
    """
    if not data.strip():
        raise ValueError(f"{name} is empty or missing.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about ids that are missing or stand twice; they are mended here
            # Half characters (as "\\ud800" in JSON) can be read and never be written again.
            whole = json.dumps(json.loads(data.decode("utf-8-sig")), ensure_ascii=False).encode(
                errors="replace"
            )
            nb = nbformat.reads(whole.decode(), as_version=4)
            if len(nb.cells) > MOST_CELLS:
                raise TooMany
            nb.metadata.pop(KEY, None)  # only grading writes there
            for cell in nb.cells:
                if cell.cell_type == "code":
                    cell.outputs, cell.execution_count = [], None
            _, nb = normalize(nb)
            nbformat.validate(nb)
    except TooMany:
        raise ValueError(f"{name} has more than {MOST_CELLS} cells.") from None
    except Exception:  # a file can be wrong in so many ways that nbformat raises nearly anything
        raise ValueError(f"{name} is damaged: it can't be read as a notebook.") from None
    return nb


def advice(name: str, present: Sequence[str]) -> str:
    """Say what to do. A notebook of another name may be the work itself."""
    others = " or ".join(sorted(other for other in present if other != name))
    if others:
        return f"If the work is in {others}, give that file the name {name} and submit it again."
    return f"Open the work in Jupyter, save it as {name} and submit it again."
