"""An assignment as one piece of bytes: all that marking a submission of it needs.

A worker has no gradebook and no shared disk. It gets a small gradebook with this assignment alone, the
notebooks as they were released, the course's data files, and the teacher's settings.
"""

# mypy: allow-untyped-calls

import ast
import contextlib
import hashlib
import json
import pickle
import zlib
from pathlib import Path
from typing import Any

import cloudpickle
from nbgrader.api import Base
from nbgrader.utils import find_all_files
from sqlalchemy import create_engine, select
from sqlalchemy.pool import StaticPool

import attention_lib
from attention_lib.grading.judge import read
from attention_lib.grading.private import empty_database

TABLES = ("grade_cells", "solution_cells", "task_cells")
CHECKER = ("check", "reference", "grading/judge.py", "grading/remote.py")
"""What of attention_lib decides about marks."""


def define(gradebook: Any, coursedir: Any, config: Any, assignment: str, exclude: Any = ()) -> bytes:
    """Make the definition of an assignment.

    Parameters
    ----------
    gradebook : nbgrader.api.Gradebook
        Which knows the assignment.
    coursedir : nbgrader.coursedir.CourseDirectory
        The course's folders.
    config : traitlets.config.Config
        The teacher's settings.
    assignment : str
        Its name.
    exclude : sequence of str
        Files of the assignment that don't overwrite a student's (`Autograde.exclude_overwriting`).
    """
    released = _files(coursedir, coursedir.release_directory, assignment, "*.ipynb")
    sources = _others(coursedir, assignment)
    parts = {
        "assignment": assignment,
        "database": _database(gradebook, assignment),
        "released": released,
        "sources": {name: data for name, data in sources.items() if name not in exclude},
        "config": cloudpickle.dumps(config),
    }
    return zlib.compress(pickle.dumps(parts), 1)


def _files(coursedir: Any, step: str, assignment: str, pattern: str) -> dict[str, bytes]:
    folder = Path(coursedir.format_path(step, ".", assignment))
    return {path.name: path.read_bytes() for path in sorted(folder.glob(pattern))}


def _others(coursedir: Any, assignment: str) -> dict[str, bytes]:
    folder = Path(coursedir.format_path(coursedir.source_directory, ".", assignment))
    paths = find_all_files(str(folder), [*coursedir.ignore, "*.ipynb"])
    return {str(Path(path).relative_to(folder)): Path(path).read_bytes() for path in sorted(paths)}


def _rows(gradebook: Any, assignment: str) -> dict[str, list[dict[str, Any]]]:
    tables = Base.metadata.tables

    def read(table: Any, column: Any, values: list[Any]) -> list[dict[str, Any]]:
        found = gradebook.db.execute(select(table).where(column.in_(values))).mappings()
        return [dict(row) for row in found]

    known = tables["assignment"]
    rows = {"assignment": read(known, known.c.name, [assignment])}
    courses = [row["course_id"] for row in rows["assignment"]]
    rows["course"] = read(tables["course"], tables["course"].c.id, courses)
    ids = [row["id"] for row in rows["assignment"]]
    rows["notebook"] = read(tables["notebook"], tables["notebook"].c.assignment_id, ids)
    ids = [row["id"] for row in rows["notebook"]]
    for name in ("base_cell", "source_cell"):
        rows[name] = read(tables[name], tables[name].c.notebook_id, ids)
    cells = [row["id"] for row in rows["base_cell"]]
    for name in TABLES:
        rows[name] = read(tables[name], tables[name].c.id, cells)
    return rows


def _database(gradebook: Any, assignment: str) -> bytes:
    connection = empty_database()
    order = ("course", "assignment", "notebook", "base_cell", *TABLES, "source_cell")
    rows = _rows(gradebook, assignment)
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    with engine.begin() as transaction:
        for name in order:
            if rows[name]:
                transaction.execute(Base.metadata.tables[name].insert(), rows[name])
    return connection.serialize()


def version(gradebook: Any, coursedir: Any, assignment: str) -> str:
    """Tell one version of an assignment from another: by its cells, points, date and files, and by the checker.

    Settings of nbgrader_config.py don't count: a longer time limit is no reason to grade a class anew.
    """
    rows = _rows(gradebook, assignment)
    names = {row["id"]: row["name"] for name in ("notebook", "base_cell") for row in rows[name]}
    keyless: list[Any] = [
        [name, {key: names.get(value, value) for key, value in row.items() if key not in ("assignment_id",)}]
        for name in ("notebook", "base_cell", *TABLES, "source_cell")
        for row in rows[name]
    ]
    for _, row in keyless:
        row["id"] = names.get(row["id"], "")
    dates = [str(row["duedate"]) for row in rows["assignment"]]
    digest = hashlib.sha256(json.dumps([dates, sorted(map(json.dumps, keyless))], sort_keys=True).encode())
    released = _files(coursedir, coursedir.release_directory, assignment, "*.ipynb")
    for name, data in sorted((released | _others(coursedir, assignment)).items()):
        digest.update(name.encode() + b"\0" + data + b"\0")
    digest.update(checker_version().encode())
    return digest.hexdigest()


def checker_version() -> str:
    """Tell one version of the checker from another, by its code."""
    digest, package = hashlib.sha256(), Path(attention_lib.__file__).parent
    for part in CHECKER:
        path = package / part
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def locked_sources(gradebook: Any, assignment: str) -> list[str]:
    """Give the code that students can't change: tests, imports, what is given."""
    notebooks = gradebook.find_assignment(assignment).notebooks
    cells = [cell for notebook in notebooks for cell in notebook.source_cells]
    return [cell.source for cell in cells if cell.locked and cell.cell_type == "code"]


def imports(sources: list[str]) -> list[str]:
    """Read which reference implementations code imports.

    Examples
    --------
    >>> imports(["from attention_lib.reference import softmax", "from attention_lib import check"])
    ['softmax']
    """
    names: set[str] = set()
    for source in sources:
        try:
            nodes = list(ast.walk(ast.parse(source)))
        except SyntaxError:
            continue
        for node in nodes:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("attention_lib.reference"):
                names.update(alias.name for alias in node.names)
    return sorted(names)


def problems(sources: list[str]) -> list[str]:
    """Read from test cells which problems they check.

    Examples
    --------
    >>> problems(["check(softmax)", "check(mine, 'tie_length')", "x = 1"])
    ['softmax', 'tie_length']
    """
    names: set[str] = set()
    for source in sources:
        with contextlib.suppress(ValueError):
            name, problem, _ = read(source)
            names.add(problem or name)
    return sorted(names)
