"""Mark one submission: bytes in, graded notebooks, marks and feedback pages out.

A pure function, which can run in any process on any machine: what `nbgrader autograde` and `generate_feedback`
do to a submission, with nbgrader's own preprocessors and the teacher's settings for them, on a gradebook in
memory. Only the step that runs the notebook is another: see `JudgedNotebook`.
"""

# mypy: allow-untyped-calls

import atexit
import hashlib
import json
import logging
import pickle
import tempfile
import threading
import warnings
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import cloudpickle
import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_solution

from attention_lib.grading import sandbox
from attention_lib.grading.clean import clean
from attention_lib.grading.definition import imports, locked_sources, problems
from attention_lib.grading.feedback import feedback_exporter, page
from attention_lib.grading.judged import JudgedNotebook, is_test
from attention_lib.grading.notes import is_unreadable, notes
from attention_lib.grading.private import URL, private_gradebook
from attention_lib.grading.submission import advice, nothing_to_grade, parse
from attention_lib.grading.task import Marked, Task, when


class Opened:
    """An assignment, opened in this process, with nbgrader's steps for it made once."""

    def __init__(self, definition: bytes) -> None:
        parts = pickle.loads(zlib.decompress(definition))  # from the coordinator, never from a student
        self.database, self.sources = parts["database"], parts["sources"]
        self.temporary = tempfile.TemporaryDirectory(prefix="attention-assignment-")
        root = Path(self.temporary.name)
        self.release = root / "release" / parts["assignment"]
        self.release.mkdir(parents=True)
        for name, data in parts["released"].items():
            (self.release / name).write_bytes(data)
        config = cloudpickle.loads(parts["config"])
        config.CourseDirectory.update(
            root=str(root), db_url=URL, release_directory="release", autograded_directory="autograded",
            directory_structure="{nbgrader_step}/{student_id}/{assignment_id}",
        )  # fmt: skip
        coursedir = CourseDirectory(config=config)
        autograde = Autograde(coursedir=coursedir, config=config)
        self.sanitize = self.steps(autograde, autograde.sanitize_preprocessors)
        self.autograde = self.steps(autograde, autograde.autograde_preprocessors)
        self.exporter = feedback_exporter(coursedir, config)
        gradebook = private_gradebook()
        gradebook.load(self.database)
        self.notebooks = [n.name for n in gradebook.find_assignment(parts["assignment"]).notebooks]
        self.locked = locked_sources(gradebook, parts["assignment"])
        self.teachers = {
            cell.source
            for name in self.notebooks
            if (self.release / f"{name}.ipynb").exists()
            for cell in nbformat.read(self.release / f"{name}.ipynb", as_version=4).cells
            if cell.cell_type == "markdown"
        } | {
            cell.source
            for name in self.notebooks
            for cell in gradebook.find_notebook(name, parts["assignment"]).source_cells
            if cell.locked
        }
        self.warm: dict[bool, Any] = {}
        gradebook.close()

    @staticmethod
    def steps(autograde: Any, preprocessors: list[Any]) -> list[Any]:
        """Make preprocessors as nbgrader makes them, with the teacher's settings."""
        exporter = NotebookExporter(parent=autograde, config=autograde.config)
        exporter._preprocessors = []
        for preprocessor in preprocessors:
            exporter.register_preprocessor(preprocessor)
        return list(exporter._preprocessors)

    def connect(self, files: dict[str, bytes], sandboxed: bool) -> Any:
        """Start a student's process: by the warm process of this machine, or else by this process's own."""
        if _address is not None:
            return sandbox.connect(_address, files)
        if sandboxed not in self.warm:
            edition = Path(self.temporary.name, "edition")
            edition.mkdir(exist_ok=True)
            sandbox.edition(problems(self.locked), edition, imports(self.locked))
            self.warm[sandboxed] = sandbox.Warm(edition, sandboxed=sandboxed).__enter__()
        return sandbox.connect(self.warm[sandboxed].address, files)

    def close(self) -> None:
        """End the warm process and remove what was written."""
        for warm in self.warm.values():
            warm.__exit__(None, None, None)
        self.temporary.cleanup()


_address: str | None = None
_opened: dict[str, Opened] = {}
_one_at_a_time = threading.Lock()  # the judge, and nbgrader's session, belong to a process


def use_warm(address: str | None) -> None:
    """Have students' processes started by a warm process that is there already."""
    global _address
    _address = address


def opened(definition: bytes) -> Opened:
    """Open an assignment, or find it open; one at a time, for a worker has one to do."""
    name = hashlib.sha256(definition).hexdigest()
    if name not in _opened:
        close()
        logging.getLogger("traitlets").setLevel(logging.CRITICAL)  # what matters is in the notes
        _opened[name] = Opened(definition)
    return _opened[name]


@atexit.register
def close() -> None:
    """Close what this process has open."""
    while _opened:
        _opened.popitem()[1].close()


def mark(task: Task) -> Marked:
    """Mark one submission.

    Parameters
    ----------
    task : Task
        The submission. Whatever is in it, there are marks: nothing that a student does raises.
    """
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SQLAlchemy's, about nbgrader
        return Marking(task).result() if task.marks is None else Marking(task).pages()


class Marking:
    """The state of one submission on its way through nbgrader's steps."""

    def __init__(self, task: Task) -> None:
        self.task, self.opened = task, opened(task.definition)
        self.gradebook = private_gradebook()
        self.gradebook.load(self.opened.database)
        self.reports: list[dict[str, Any]] = []
        self.limits: list[str] = []
        self.notes = [sentence for name, sentence in task.refused.items() if not name.endswith(".ipynb")]
        self.unreadable = False
        self.sources: dict[str, str] = {}
        others = {name: data for name, data in task.files.items() if not name.endswith(".ipynb")}
        self.data_files = {n: d for n, d in others.items() if n != "timestamp.txt"} | self.opened.sources

    def result(self) -> Marked:
        """Mark all notebooks of the submission."""
        submission = enter(self.gradebook, self.task, self.notes)
        late = float(submission.total_seconds_late)
        graded, pages = {}, {}
        for name in self.opened.notebooks:
            nb = self.grade(name)
            graded[f"{name}.ipynb"] = (nbformat.writes(nb) + "\n").encode()
            self.gradebook.reread()
            pages[f"{name}.html"] = page(self.opened.exporter, nb, self.resources(name)).encode()
            self.notes += notes(nb)
            self.unreadable |= is_unreadable(nb)
        scores, penalties = read_scores(self.gradebook, self.task)
        return Marked(
            self.task.key, graded, pages, scores, penalties, late, self.notes, self.reports, self.limits,
            self.sources, self.unreadable,
        )  # fmt: skip

    def pages(self) -> Marked:
        """Write the pages again for notebooks that are graded already: a teacher gave marks or comments."""
        marks = self.task.marks or {}
        submission = enter(self.gradebook, self.task, [])
        for notebook in submission.notebooks:
            cells = marks["scores"][notebook.name]
            for grade in notebook.grades:
                grade.auto_score = cells[grade.name]["auto_score"]
            for comment in notebook.comments:
                comment.auto_comment = cells.get(comment.name, {}).get("auto_comment")
            notebook.late_submission_penalty = marks["late_penalty"][notebook.name]
        self.gradebook.db.commit()
        self.gradebook.reread()
        written = {}
        for name in self.opened.notebooks:
            nb = nbformat.reads(self.task.files[f"{name}.ipynb"].decode(), as_version=4)
            written[f"{name}.html"] = page(self.opened.exporter, nb, self.resources(name)).encode()
        return Marked(self.task.key, {}, written)

    def resources(self, name: str) -> dict[str, Any]:
        """Make what nbgrader's preprocessors are told."""
        ids = {
            "student": self.task.student,
            "assignment": self.task.assignment,
            "notebook": name,
            "db_url": URL,
        }
        return {"unique_key": name, "output_files_dir": f"{name}_files", "nbgrader": ids}

    def grade(self, name: str) -> Any:
        """Take one notebook through nbgrader's steps."""
        nb, resources = self.read(name), self.resources(name)
        known = {cell.id for cell in nb.cells}
        for step in self.opened.sanitize:
            nb, resources = step(nb, resources)
        steady_ids(nb, known)
        for step in self.opened.autograde:
            if isinstance(step, Execute):
                self.run(nb, name, step.timeout)
            else:
                nb, resources = step(nb, resources)
        for cell in nb.cells:
            if cell.cell_type == "code" and is_solution(cell):
                self.sources[cell.metadata["nbgrader"]["grade_id"]] = cell.source
        self.limits += clean(nb, self.opened.teachers)
        return nb

    def read(self, name: str) -> Any:
        """Open a submitted notebook, or the exercise with a note in its place."""
        file = f"{name}.ipynb"
        try:
            if file in self.task.refused:
                raise ValueError(self.task.refused[file])
            nb = parse(file, self.task.files.get(file, b""))
            steady_ids(nb, set(raw_ids(self.task.files[file])))
        except ValueError as error:
            present = [
                n for n in {**self.task.files, **self.task.refused} if n.endswith(".ipynb") and "/" not in n
            ]
            nb = nothing_to_grade(self.opened.release / file, str(error), advice(file, present))
            steady_ids(nb, set())
        return nb

    def run(self, nb: Any, name: str, seconds: float | None) -> None:
        """Run the notebook in a student's process."""
        if is_unreadable(nb):
            return self.run_untouched(nb)
        judged = JudgedNotebook(nb, self.connect, seconds or 60, lambda cell: seed_for(self.task, name, cell))
        judged.run()
        self.limits += judged.limits
        self.reports += [{"notebook": name, "cell": cell, **r} for cell, r in judged.reports.items()]

    def run_untouched(self, nb: Any) -> None:
        """Spare the work of running an exercise that nobody touched: its tests give nothing."""
        for cell in nb.cells:
            if is_test(cell):
                cell.outputs = [
                    nbformat.v4.new_output("execute_result", {"text/plain": "0"}, execution_count=1)
                ]

    def connect(self) -> Any:
        """Start a student's process."""
        return self.opened.connect(self.data_files, self.task.sandboxed)


def enter(gradebook: Any, task: Task, said: list[str]) -> Any:
    """Enter the submission into the gradebook in memory, with the marks that were given by hand."""
    gradebook.update_or_create_student(task.student)
    date = when(task.timestamp)
    if date is None and (task.timestamp or "").strip():
        said.append("timestamp.txt holds no date: the work counts as handed in on time.")
    dated = {} if date is None else {"timestamp": date}
    submission = gradebook.update_or_create_submission(task.assignment, task.student, **dated)
    if task.manual.get("extension"):
        submission.extension = timedelta(seconds=task.manual["extension"])
    for notebook in submission.notebooks:
        by_hand = task.manual.get("grades", {}).get(notebook.name, {})
        comments = task.manual.get("comments", {}).get(notebook.name, {})
        for grade in notebook.grades:
            grade.manual_score, grade.extra_credit = by_hand.get(grade.name, (None, None))
        for comment in notebook.comments:
            comment.manual_comment = comments.get(comment.name)
    gradebook.db.commit()
    return submission


def read_scores(gradebook: Any, task: Task) -> tuple[dict[str, Any], dict[str, float | None]]:
    """Read from the gradebook in memory what nbgrader's steps wrote."""
    scores: dict[str, Any] = {}
    penalties = {}
    gradebook.reread()
    for notebook in gradebook.find_submission(task.assignment, task.student).notebooks:
        cells: dict[str, Any] = {}
        for grade in notebook.grades:
            cells[grade.name] = {
                "auto_score": grade.auto_score, "max_score": grade.max_score, "score": grade.score,
                "needs_manual_grade": grade.needs_manual_grade,
            }  # fmt: skip
        for comment in notebook.comments:
            cells.setdefault(comment.name, {})["auto_comment"] = comment.auto_comment
        scores[notebook.name] = dict(sorted(cells.items()))
        penalties[notebook.name] = notebook.late_submission_penalty
    return scores, penalties


def seed_for(task: Task, notebook: str, cell: str) -> int:
    """Draw a test cell's seed. It is told on the feedback page: it gives away nothing of the assignment's.

    Who hands in something else is asked about other cases.
    """
    work = hashlib.sha256(task.files.get(f"{notebook}.ipynb", b"")).hexdigest()
    digest = hashlib.sha256(f"{task.seed}/{task.student}/{work}/{notebook}/{cell}".encode()).digest()
    return int.from_bytes(digest[:4])


def raw_ids(data: bytes) -> list[str]:
    """List the ids that stand in a notebook's file."""
    cells = json.loads(data.decode("utf-8-sig")).get("cells", [])
    return [cell["id"] for cell in cells if isinstance(cell, dict) and isinstance(cell.get("id"), str)]


def steady_ids(nb: Any, known: set[str]) -> None:
    """Give cells that were made on the way ids that come out the same again."""
    used: set[str] = set()
    for index, cell in enumerate(nb.cells):
        if cell.get("id") not in known or cell.id in used:
            digest = hashlib.sha256(f"{index}/{cell.cell_type}/{cell.source}".encode())
            cell.id = digest.hexdigest()[:8]
        used.add(cell.id)
