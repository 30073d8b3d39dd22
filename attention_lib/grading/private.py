"""A gradebook in memory, for the preprocessors of nbgrader that mark one submission.

nbgrader's preprocessors open the gradebook by its URL, nine times a submission. Here they get one that is
kept open, holds one assignment and one student, and is made new for each submission.
"""

# mypy: allow-untyped-calls, allow-subclassing-any

import functools
import json
import sqlite3
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
from nbgrader.api import Base, Gradebook
from sqlalchemy import create_engine
from sqlalchemy.orm import scoped_session, sessionmaker
from sqlalchemy.pool import StaticPool

import attention_lib.grading.restore

URL = "sqlite://the-submission-that-is-being-marked"
"""By this the preprocessors ask for it."""


class PrivateGradebook(Gradebook):
    """nbgrader's gradebook over a database in memory."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", check_same_thread=False)
        self.engine = create_engine("sqlite://", creator=lambda: self.connection, poolclass=StaticPool)
        self.db = scoped_session(sessionmaker(bind=self.engine))
        self.course_id, self.authenticator = "", None

    def load(self, database: bytes) -> None:
        """Forget everything, and hold what is in this database file."""
        self.db.remove()
        self.connection.rollback()
        self.connection.deserialize(database)

    def close(self) -> None:
        """Stay open: whoever closes it is one of nine."""
        self.db.rollback()


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
