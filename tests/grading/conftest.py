"""A class of students, each with a submission of their own kind, in a copy of the course."""

import hashlib
import html
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENT = "01-scores"
RIGHT = """
def dot_product_scores(Q, K):
    return Q @ K.swapaxes(-1, -2)
"""


@dataclass
class Course:
    """The course in a folder of its own, with nbgrader's commands."""

    folder: Path

    def run(self, *command, cwd=None, check=True, timeout=600):
        """Run a command of the environment as `make` would, but with all of Jupyter's folders in here."""
        done = subprocess.run(
            command,
            cwd=cwd or self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def environment(self):
        names = [
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_DATA_DIR",
            "JUPYTER_RUNTIME_DIR",
            "IPYTHONDIR",
            "XDG_CACHE_HOME",
        ]
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        return {**os.environ, "PATH": path, **{name: str(self.folder / ".home" / name) for name in names}}

    def notebook(self, step, student):
        return nbformat.read(self.folder / "course" / step / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", 4)

    def released(self, assignment=ASSIGNMENT):
        """Open the exercise as a student gets it."""
        return nbformat.read(self.folder / "exercises" / assignment / f"{assignment}.ipynb", as_version=4)

    def solution(self, assignment=ASSIGNMENT):
        """Open the solution as if a student had written it: without the delimiters, with the release's cells."""
        notebook = self.released(assignment)
        source = nbformat.read(self.folder / "solutions" / assignment / f"{assignment}.ipynb", as_version=4)
        for cell, solved in zip(notebook.cells, source.cells, strict=True):
            if cell.metadata.get("nbgrader", {}).get("solution"):
                cell.source = "\n".join(line for line in solved.source.splitlines() if "SOLUTION" not in line)
        return notebook

    def solved(self, source=RIGHT):
        """Do the first exercise, worth 10 points; the others stay undone."""
        notebook = self.released()
        find(notebook, "dot-product-scores").source = source
        return notebook

    def submit(self, student, work, name=None, assignment=ASSIGNMENT):
        """Put a student's file among the submissions: a notebook, or bytes as they are."""
        folder = self.folder / "course" / "submitted" / student / assignment
        folder.mkdir(parents=True, exist_ok=True)
        (folder / (name or f"{assignment}.ipynb")).write_bytes(
            work if isinstance(work, bytes) else nbformat.writes(work).encode()
        )

    def grades(self, student, assignment=ASSIGNMENT):
        """Read a student's points for each graded cell; None where there are none yet."""
        with self.gradebook() as gradebook:
            (notebook,) = gradebook.find_submission(assignment, student).notebooks
            return {grade.name: grade.auto_score for grade in notebook.grades}

    def submitted_files(self):
        """Tell the content of every submitted file."""
        files = (path for path in (self.folder / "course" / "submitted").rglob("*") if path.is_file())
        return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    def receipts(self):
        """Read the receipts, by student."""
        connection = sqlite3.connect(self.folder / "course" / "gradebook.db")
        connection.row_factory = sqlite3.Row
        rows = connection.execute("SELECT * FROM attention_lib_receipt").fetchall()
        connection.close()
        return {row["student"]: dict(row) for row in rows}

    def gradebook(self):
        from nbgrader.api import Gradebook

        return Gradebook(f"sqlite:///{self.folder}/course/gradebook.db")

    def feedback(self, student, assignment=ASSIGNMENT):
        """Read a student's feedback page, as text."""
        page = self.folder / "course" / "feedback" / student / assignment / f"{assignment}.html"
        body = page.read_text(encoding="utf-8").partition("<body")[2]
        return html.unescape(re.sub(r"<[^>]+>", "", body))


def find(notebook, name):
    """Find a cell by its nbgrader id."""
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)


def make_course(folder):
    """Copy what a teacher's checkout holds; attention_lib itself is installed."""
    folder.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    for name in ("solutions", "exercises"):
        shutil.copytree(ROOT / name, folder / name)
    return Course(folder)


@pytest.fixture(scope="session")
def new_course(tmp_path_factory):
    tmp_path_factory.getbasetemp()  # made once, before threads that make courses ask for it at the same time
    return lambda name: make_course(tmp_path_factory.mktemp("class") / name)


@pytest.fixture(scope="session")
def wrong_notebooks():
    """Make the notebooks of an assignment's students in wrong/: the solution, but for what they wrote."""

    def make(course, assignment):
        text = (Path(__file__).with_name("wrong") / f"{assignment}.md").read_text(encoding="utf-8")
        notebooks = {}
        for number, section in enumerate(re.split(r"^## ", text, flags=re.M)[1:]):
            notebook = course.solution(assignment)
            for cell, code in re.findall(
                r"^`([\w-]+)`, [^\n]*\n\n```python\n(.*?)```", section, flags=re.M | re.S
            ):
                find(notebook, cell).source = code
            notebooks[f"wrong-{number}"] = notebook
        return notebooks

    return make


@pytest.fixture(autouse=True)
def _nbgrader_may_warn():
    """Let nbgrader, which runs in this process where a test reads the gradebook, warn about itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
