"""The one who writes: nbgrader's gradebook, and a receipt for each submission in the same transaction."""

# mypy: allow-untyped-calls, allow-subclassing-any

import hashlib
import json
import logging
import secrets
import time
from collections.abc import Callable
from typing import Any, TypeVar

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    InvalidEntry,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Column, Integer, MetaData, String, Table, Text, delete, insert, or_, select
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import Session, scoped_session, selectinload, sessionmaker

from attention_lib.grading.course import CourseError
from attention_lib.grading.task import when

METADATA = MetaData()
SEEDS = Table(
    "attention_lib_seed",
    METADATA,
    Column("assignment", String(128), primary_key=True),
    Column("seed", String(40), nullable=False),
)
RECEIPTS = Table(
    "attention_lib_receipt",
    METADATA,
    Column("assignment", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("key", String(64), nullable=False),
    Column("content", String(64), nullable=False),
    Column("version", String(64), nullable=False),
    Column("seed", String(40), nullable=False),
    Column("staged", String(40), nullable=False),  # the staged result that was entered last
    Column("times", Integer, nullable=False),  # how often it was marked
    Column("files", String(64), nullable=False),  # what was put into autograded/
    Column("by_hand", String(64), nullable=False),  # what the teacher had given when the page was written
    Column("result", Text, nullable=False),
)
PAUSES = (1, 2, 4, 8, 15, 30)
"""Seconds to wait for a database that does not answer."""

Done = TypeVar("Done")


class OneTransaction(Session):
    """A session whose commits, which nbgrader's methods are full of, wait for the one at the end."""

    def commit(self) -> None:
        """Write to the database, which others don't see yet."""
        self.flush()

    def commit_all(self) -> None:
        """Commit."""
        super().commit()


class Book:
    """nbgrader's gradebook with our receipts.

    Parameters
    ----------
    db_url : str
        As nbgrader and SQLAlchemy write it.
    course_id : str
        nbgrader's.
    say : callable
        Gets the sentences for the teacher.
    """

    def __init__(self, db_url: str, course_id: str, say: Callable[[str], None] = print) -> None:
        self.say = say
        logging.getLogger("tornado.application").setLevel(logging.CRITICAL)  # nbgrader's tracebacks
        self.gradebook = self._open(db_url, course_id)
        maker = sessionmaker(class_=OneTransaction, bind=self.gradebook.engine)
        self.gradebook.db = scoped_session(maker)

    def _open(self, db_url: str, course_id: str) -> Any:
        for pause in (*PAUSES[:2], None):
            try:
                gradebook = Gradebook(db_url, course_id)
                METADATA.create_all(gradebook.engine)
                return gradebook
            except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
                raise CourseError(f"{db_url!r} is not the URL of a usable database: {error}.") from None
            except (SQLAlchemyError, InvalidEntry) as error:
                if pause is None:
                    raise CourseError(f"The gradebook can't be opened: {first_line(error)}.") from None
                time.sleep(pause)
        raise AssertionError

    @property
    def db(self) -> Any:
        """The session."""
        return self.gradebook.db

    def close(self) -> None:
        """Close the connection."""
        self.gradebook.close()

    def persistently(self, work: Callable[[], Done]) -> Done:
        """Do something in one transaction; where the database does not answer, wait and do it again.

        Raises
        ------
        CourseError
            When it does not come back, or has no room left.
        """
        for pause in (*PAUSES, None):
            try:
                done = work()
                self.db().commit_all()
                return done
            except (DBAPIError, InvalidEntry) as error:
                self.db.remove()
                cause = error if isinstance(error, DBAPIError) else error.__context__
                if not lost(cause):
                    raise
                if pause is None or no_room(cause):
                    raise CourseError(
                        f"The gradebook can't be written: {first_line(cause)}. What is graded is kept; start "
                        "again once this is put right, and it goes on from here."
                    ) from None
                self.gradebook.engine.dispose()
                self.say(f"The database does not answer ({first_line(cause)}); trying again in {pause} s.")
                time.sleep(pause)
            finally:
                self.db.remove()
        raise AssertionError

    # --- What there is ---------------------------------------------------------------------------

    def seed(self, assignment: str, given: int | None = None) -> int:
        """Give the assignment's secret seed: drawn once, or as given."""

        def read() -> int:
            known = self.db.execute(select(SEEDS.c.seed).where(SEEDS.c.assignment == assignment)).scalar()
            if known is not None and given in (None, int(known)):
                return int(known)
            new = secrets.randbits(64) if given is None else given
            self.db.execute(delete(SEEDS).where(SEEDS.c.assignment == assignment))
            self.db.execute(insert(SEEDS).values(assignment=assignment, seed=str(new)))
            return new

        return self.persistently(read)

    def receipts(self, assignment: str) -> dict[str, dict[str, Any]]:
        """Give all receipts of an assignment, by student."""

        def read() -> dict[str, dict[str, Any]]:
            rows = self.db.execute(select(RECEIPTS).where(RECEIPTS.c.assignment == assignment)).mappings()
            there = self._students_with_marks(assignment)
            return {row["student"]: dict(row) for row in rows if row["student"] in there}

        return self.persistently(read)

    def graded_students(self, assignment: str) -> set[str]:
        """Name the students for whom the gradebook has a submission, whoever graded it."""
        return self.persistently(lambda: self._students_with_marks(assignment))

    def _students_with_marks(self, assignment: str) -> set[str]:
        found = self.db.execute(
            select(SubmittedAssignment.student_id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .where(Assignment.name == assignment)
        )
        return set(found.scalars())

    def knows(self, assignment: str) -> bool:
        """Say whether the gradebook knows an assignment's cells."""
        known = select(Notebook.id).join(Assignment).where(Assignment.name == assignment)
        return self.persistently(lambda: self.db.execute(known).first() is not None)

    def most(self, assignment: str) -> float:
        """Give the points that there are."""
        return self.persistently(lambda: float(self.gradebook.find_assignment(assignment).max_score))

    def students(self) -> list[str]:
        """Name all students of the course."""
        return self.persistently(lambda: sorted(self.db.execute(select(Student.id)).scalars()))

    def by_hand(self, assignment: str) -> dict[str, dict[str, Any]]:
        """Give what teachers gave by hand: points, comments and extensions, by student."""
        return self.persistently(lambda: self._by_hand(assignment))

    def _by_hand(self, assignment: str) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}

        def of(student: str, kind: str, notebook: str) -> dict[str, Any]:
            kinds: dict[str, Any] = found.setdefault(student, {}).setdefault(kind, {})
            names: dict[str, Any] = kinds.setdefault(notebook, {})
            return names

        def all_of(kind: Any, condition: Any) -> Any:
            submitted = SubmittedAssignment.id == SubmittedNotebook.assignment_id
            return (
                self.db.query(kind)
                .join(SubmittedNotebook, SubmittedNotebook.id == kind.notebook_id)
                .join(SubmittedAssignment, submitted)
                .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
                .filter(Assignment.name == assignment, condition)
            )

        for grade in all_of(Grade, or_(Grade.manual_score.is_not(None), Grade.extra_credit.is_not(None))):
            points = [grade.manual_score, grade.extra_credit]
            of(grade.student.id, "grades", grade.notebook.name)[grade.name] = points
        for comment in all_of(Comment, Comment.manual_comment.is_not(None)):
            of(comment.student.id, "comments", comment.notebook.name)[comment.name] = comment.manual_comment
        extended = SubmittedAssignment.extension.is_not(None)
        for submission in (
            self.db.query(SubmittedAssignment)
            .join(Assignment)
            .filter(Assignment.name == assignment, extended)
        ):
            found.setdefault(submission.student_id, {})["extension"] = submission.extension.total_seconds()
        return found

    def points(self, assignment: str) -> dict[str, dict[str, Any]]:
        """Give the marks as they stand, by student."""
        return self.persistently(
            lambda: {each.student_id: self._marks(each) for each in self._submissions(assignment)}
        )

    def _submissions(self, assignment: str, student: str | None = None) -> list[Any]:
        """Read submissions with all that belongs to them, in a few queries rather than some for each cell."""
        notebooks = selectinload(SubmittedAssignment.notebooks)
        grades, comments = (
            notebooks.selectinload(each) for each in (SubmittedNotebook.grades, SubmittedNotebook.comments)
        )
        found = (
            self.db.query(SubmittedAssignment)
            .join(Assignment)
            .filter(Assignment.name == assignment)
            .options(
                notebooks.joinedload(SubmittedNotebook.notebook),
                grades.joinedload(Grade.cell),
                grades.undefer(Grade.max_score),
                comments.joinedload(Comment.cell),
            )
            .populate_existing()
        )
        if student is not None:
            found = found.filter(SubmittedAssignment.student_id == student)
        return list(found)

    @staticmethod
    def _marks(submission: Any) -> dict[str, Any]:
        cells = {
            grade.name: {"score": grade.score, "max": grade.max_score, "by_hand": grade.needs_manual_grade}
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
        penalties = {n.name: n.late_submission_penalty for n in submission.notebooks}
        late = sum(penalty or 0.0 for penalty in penalties.values())
        total = max(0.0, sum(cell["score"] for cell in cells.values()) - late)
        return {"cells": cells, "score": total, "late_penalty": late, "penalties": penalties}

    # --- What is entered -------------------------------------------------------------------------

    def enter(self, name: str, result: dict[str, Any], between: Callable[[], None]) -> tuple[Any, Any] | None:
        """Enter a staged result; with it comes its receipt.

        Parameters
        ----------
        name : str
            The staged result's, by which it is known when it comes twice.
        result : dict
            See `grade.result_of`.
        between : callable
            Moves the files: after the database has taken the rows, and before they are committed.

        Returns
        -------
        tuple or None
            The marks before (None where there were none) and after; None where it was entered already.
        """
        return self.persistently(lambda: self._enter(name, result, between))

    def _enter(
        self, name: str, result: dict[str, Any], between: Callable[[], None]
    ) -> tuple[Any, Any] | None:
        assignment, student = result["receipt"]["assignment"], result["receipt"]["student"]
        here = (RECEIPTS.c.assignment == assignment) & (RECEIPTS.c.student == student)
        receipt = self.db.execute(select(RECEIPTS).where(here)).mappings().first()
        if receipt is not None and receipt["staged"] == name:
            return None
        before = after = None
        if result["scores"] is not None:
            before, after = self._enter_marks(assignment, student, result)
        times = (receipt["times"] if receipt else 0) + (result["scores"] is not None)
        self.db.execute(delete(RECEIPTS).where(here))
        self.db.execute(insert(RECEIPTS).values(**result["receipt"], staged=name, times=times))
        self.db.flush()
        between()
        return before, after

    def _enter_marks(self, assignment: str, student: str, result: dict[str, Any]) -> tuple[Any, Any]:
        book, before = self.gradebook, None
        for found in self._submissions(assignment, student):
            if any(
                g.auto_score is not None or g.manual_score is not None
                for n in found.notebooks
                for g in n.grades
            ):
                before = self._marks(found)
        book.update_or_create_student(student)
        date = when(result["timestamp"])
        dated = {} if date is None else {"timestamp": date}
        book.update_or_create_submission(assignment, student, **dated)
        [submission] = self._submissions(assignment, student)
        for notebook in submission.notebooks:
            cells = result["scores"][notebook.name]
            for grade in notebook.grades:
                grade.auto_score = cells[grade.name]["auto_score"]
                # As nbgrader: points that were given by hand are to be looked at again.
                grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
            for comment in notebook.comments:
                comment.auto_comment = cells.get(comment.name, {}).get("auto_comment")
            notebook.late_submission_penalty = result["late_penalty"][notebook.name]
        self.db.flush()
        [submission] = self._submissions(assignment, student)
        return before, self._marks(submission)


def lost(error: Any) -> bool:
    """Say whether the database itself is to blame, and not what was to be written."""
    kind = type(error).__name__
    return kind in ("OperationalError", "InterfaceError") or getattr(error, "connection_invalidated", False)


def no_room(error: Any) -> bool:
    """Say whether waiting won't help."""
    words = str(error).lower()
    return any(
        sign in words for sign in ("disk is full", "no space left", "readonly", "read-only", "disk i/o")
    )


def first_line(error: Any) -> str:
    """Say in one line what a database said."""
    words = str(getattr(error, "orig", None) or error).strip()
    return words.splitlines()[0].rstrip(".") if words else type(error).__name__


def fingerprint(value: Any) -> str:
    """Tell plain data from other plain data."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
