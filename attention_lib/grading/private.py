"""A gradebook in memory, for the preprocessors of nbgrader that mark one submission.

nbgrader's preprocessors open the gradebook by its URL, nine times a submission, and ask it for one cell after the
other. Here they get one that is kept open, holds one assignment and one student, is made new for each submission,
and asks the database for all cells at once.
"""

# mypy: allow-untyped-calls, allow-subclassing-any

import functools
import json
import sqlite3
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import nbgrader.nbgraderformat.common
import nbgrader.preprocessors.getgrades
import nbgrader.preprocessors.latesubmissions
import nbgrader.preprocessors.overwritecells
import nbgrader.preprocessors.overwritekernelspec
import nbgrader.preprocessors.saveautogrades
from jsonschema import Draft4Validator
from jsonschema.exceptions import best_match
from nbgrader.api import (
    Base,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    Notebook,
    SolutionCell,
    SourceCell,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker, undefer
from sqlalchemy.pool import StaticPool

import attention_lib.grading.restore

URL = "sqlite://the-submission-that-is-being-marked"
"""By this the preprocessors ask for it."""


class Unhurried(Session):
    """A session that writes changes when it must answer a question: nbgrader commits after each cell."""

    def commit(self) -> None:
        """Write what is new, for its relations can be asked for only then; let changes wait."""
        if self.new:
            self.flush()


class PrivateGradebook(Gradebook):
    """nbgrader's gradebook over a database in memory that holds one assignment."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", check_same_thread=False)
        self.engine = create_engine("sqlite://", creator=lambda: self.connection, poolclass=StaticPool)
        self.db = scoped_session(sessionmaker(bind=self.engine, class_=Unhurried))
        self.course_id, self.authenticator = "", None
        self.held: dict[Any, list[Any]] = {}

    def load(self, database: bytes) -> None:
        """Forget everything, and hold what is in this database file."""
        self.db.remove()
        self.connection.rollback()
        self.connection.deserialize(database)
        self.held = {
            kind: self.db.query(kind).all()
            for kind in (Notebook, GradeCell, SolutionCell, TaskCell, SourceCell)
        }

    def reread(self) -> None:
        """Have the database compute anew what follows from the marks, for all cells and notebooks at once."""
        computed = {Grade: [Grade.max_score], Comment: [], SubmittedNotebook: [SubmittedNotebook.score]}
        for kind, sums in computed.items():
            self.held[kind] = self.db.query(kind).options(*map(undefer, sums)).populate_existing().all()

    def close(self) -> None:
        """Stay open: whoever closes it is one of nine."""

    def find_notebook(self, name: str, assignment: str) -> Any:
        """Find a notebook of the assignment."""
        return self.one((Notebook,), lambda notebook: notebook.name == name)

    def find_source_cell(self, name: str, notebook: str, assignment: str) -> Any:
        """Find what a cell was released as."""
        return self.one_cell((SourceCell,), name, notebook)

    def find_graded_cell(self, name: str, notebook: str, assignment: str) -> Any:
        """Find a cell that has points."""
        return self.one_cell((GradeCell, TaskCell), name, notebook)

    def find_grade(self, name: str, notebook: str, assignment: str, student: str) -> Any:
        """Find the points that the student has for a cell."""
        return self.one_cell((Grade,), name, notebook)

    def find_comment(self, name: str, notebook: str, assignment: str, student: str) -> Any:
        """Find what is said to the student about a cell."""
        return self.one_cell((Comment,), name, notebook)

    def one_cell(self, kinds: tuple[Any, ...], name: str, notebook: str) -> Any:
        """Find what belongs to a cell of a notebook."""
        return self.one(kinds, lambda each: each.name == name and each.notebook.name == notebook)

    def one(self, kinds: tuple[Any, ...], wanted: Callable[[Any], bool]) -> Any:
        """Find the first of these kinds that is wanted; raise nbgrader's own error where there is none."""
        for kind in kinds:
            if kind not in self.held:
                self.held[kind] = self.db.query(kind).all()
            for each in self.held[kind]:
                if wanted(each):
                    return each
        raise MissingEntry(f"No such {kinds[0].__name__}")


def empty_database() -> sqlite3.Connection:
    """Make a database with nbgrader's tables and nothing in them."""
    connection = sqlite3.connect(":memory:")
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    Base.metadata.create_all(bind=engine)
    return connection


_kept: list[PrivateGradebook] = []


def private_gradebook() -> PrivateGradebook:
    """Give this process's own."""
    if not _kept:
        _kept.append(PrivateGradebook())
    return _kept[0]


def open_gradebook(db_url: str, *arguments: Any, **named: Any) -> Any:
    """Open a gradebook as nbgrader does, or hand out the one in memory."""
    return private_gradebook() if db_url == URL else Gradebook(db_url, *arguments, **named)


@functools.cache
def _validator(schema: str) -> Any:
    return Draft4Validator(json.loads(schema))


def validate(instance: Any, schema: Any) -> None:
    """Do what `jsonschema.validate` does, without checking the schema itself for each cell."""
    error = best_match(_validator(json.dumps(schema)).iter_errors(instance))
    if error is not None:
        raise error


nbgrader.nbgraderformat.common.jsonschema = SimpleNamespace(validate=validate)
for _module in (
    nbgrader.preprocessors.getgrades,
    nbgrader.preprocessors.latesubmissions,
    nbgrader.preprocessors.overwritecells,
    nbgrader.preprocessors.overwritekernelspec,
    nbgrader.preprocessors.saveautogrades,
    attention_lib.grading.restore,
):
    setattr(_module, "Gradebook", open_gradebook)  # noqa: B010  # which mypy can't follow
