"""Grade a class: what is to do, who does it, and what is said about it."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from attention_lib.grading.course import CourseError, assignments, settings, spare_slow_imports
from attention_lib.grading.exercises import register
from attention_lib.grading.show import Lines, Shown, shown


@dataclass(frozen=True)
class Options:
    """How `attention-lib grade` is to do it; see its --help."""

    student: str | None = None
    workers: int | None = None
    force: bool = False
    seed: int | None = None
    db: str | None = None
    scheduler: str | None = None
    sandboxed: bool = True


def grade(root: str | Path, assignment: str, options: Options = Options()) -> int:  # frozen
    """Grade what stands in course/submitted/, and write the feedback pages.

    Submissions whose marks are up to date are left as they are. One that can't be graded is named, and the
    others go on. Killed at any point and started again, it goes on where it was.

    Parameters
    ----------
    root
        The course's folder.
    assignment
        Its name, such as `01-scores`.
    options
        How to do it.

    Returns
    -------
    int
        0; 1 when a submission needs the teacher; 2 when there is nothing to grade, or something stands in the
        way; 130 when it was stopped: the exit code of `attention-lib grade`.
    """
    spare_slow_imports()
    os.environ.update(
        dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    )  # a worker is one thread
    try:
        root = Path(root).resolve()
        names = assignments(root)
        if assignment not in names:
            which = f"There is no assignment {assignment!r}" if assignment else "Name an assignment"
            raise CourseError(f"{which}: there is {', '.join(names)}.")
        problems = grade_all(root, assignment, options)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped. What is graded is kept; started again, it goes on from here.", file=sys.stderr)
        return 130
    if problems:
        print(f"Look at: {', '.join(problems)}.")
    return 1 if problems else 0


def grade_all(root: Path, assignment: str, options: Options) -> list[str]:
    """Grade the submissions of one assignment, and name the students whose work could not be graded."""
    import warnings

    from nbgrader.coursedir import CourseDirectory

    from attention_lib.grading.gradebook import Book
    from attention_lib.grading.place import Place

    warnings.filterwarnings("ignore", module="nbgrader")  # of SQLAlchemy's, on nbgrader's own sessions
    database = {"db_url": options.db} if options.db else {}
    config = settings(root, **database)
    coursedir = CourseDirectory(config=config)
    students = submitters(coursedir, assignment, options.student)
    sys.path.insert(0, str(root))  # as nbgrader does: settings may name the teacher's own modules
    place = Place(coursedir, config)
    with ExitStack() as stack:
        stack.enter_context(place.locked())
        book = stack.enter_context(closing(Book(coursedir.db_url, coursedir.course_id, Lines().say)))
        place.finish_what_was_left(book, Lines().say)
        if not book.knows(assignment):
            register(root, assignment, **database)
        return Run(place, book, assignment, options, students).grade()


def submitters(coursedir: Any, assignment: str, student: str | None) -> list[str]:
    """List the students who submitted something, or only the one who is asked for."""
    submitted = Path(coursedir.format_path(coursedir.submitted_directory, ".", "."))
    students = sorted(path.parent.name for path in submitted.glob(f"[!.]*/{assignment}") if path.is_dir())
    if not students:
        raise CourseError(
            f"Nothing was submitted for {assignment}. `nbgrader collect {assignment}` fetches submissions; "
            f"by hand, they go to {coursedir.submitted_directory}/STUDENT/{assignment}/."
        )
    if student is None:
        return students
    if student not in students:
        there = ", ".join(students)
        raise CourseError(f"{student!r} submitted nothing for {assignment}. There is work of {there}.")
    return [student]


@dataclass
class Work:
    """What is to do for one student."""

    student: str
    why: str
    page_only: bool = False


@dataclass
class Run:
    """One run over an assignment."""

    place: Any
    book: Any
    assignment: str
    options: Options
    students: list[str]
    failed: dict[str, str] = field(default_factory=dict)

    def grade(self) -> list[str]:
        """Do what there is to do; name the students whose work needs the teacher."""
        from attention_lib.grading.definition import define, version

        self.seed = self.book.seed(self.assignment, self.options.seed)
        book, coursedir = self.book.gradebook, self.place.coursedir
        self.version = self.book.persistently(lambda: version(book, coursedir, self.assignment))
        self.by_hand = self.book.by_hand(self.assignment)
        self.receipts = self.book.receipts(self.assignment)
        graded = self.book.graded_students(self.assignment)
        plan = [work for student in self.students if (work := self.work(student, student in graded))]
        if plan:
            exclude = self.place.excluded(self.assignment)
            self.sources = self.place.sources(self.assignment, exclude)
            self.works = {work.student: work for work in plan}
            definition = self.book.persistently(
                lambda: define(book, coursedir, self.place.config, self.assignment, exclude)
            )
            with shown(f"Grading {self.assignment}", len(plan)) as show, ExitStack() as stack:
                self.book.say = show.say
                if not self.options.sandboxed:
                    show.say("--no-sandbox: what students wrote runs as you, and may do what you may do.")
                for task, outcome in self.outcomes(iter(self.tasks(plan)), definition, stack):
                    self.settle(task, outcome, show)
        return self.finish()

    # --- What is to do ---------------------------------------------------------------------------

    def work(self, student: str, graded: bool) -> Work | None:
        """Say what is to do for a student, and why; None where all is up to date."""
        from attention_lib.grading.received import receive

        try:
            student.encode()
        except UnicodeEncodeError:
            self.failed[student] = "the folder's name is no text; rename it."
            return None
        receipt = self.receipts.get(student)
        if receipt is None:
            return Work(student, "nbgrader itself had graded it" if graded else "")
        received = receive(self.place.submitted(student, self.assignment), self.place.coursedir.ignore)
        if receipt["content"] != self.content(student, received.content):
            return Work(student, "the submission has changed")
        if receipt["version"] != self.version:
            return Work(student, "the assignment or the checker has changed")
        if receipt["seed"] != str(self.seed):
            return Work(student, "the seed is another")
        if receipt["files"] != self.place.graded_files(student, self.assignment):
            return Work(student, "its graded notebook was changed or removed")
        if self.options.force:
            return Work(student, "--force")
        if receipt["by_hand"] != self.hand(student) or not self.place.has_pages(student, self.assignment):
            return Work(student, "", page_only=True)
        return None

    def content(self, student: str, content: str) -> str:
        """Tell a submission from another: by its files, and by how much later it may come."""
        from attention_lib.grading.gradebook import fingerprint

        return fingerprint([content, self.by_hand.get(student, {}).get("extension")])

    def hand(self, student: str) -> str:
        """Tell what a teacher has given by hand."""
        from attention_lib.grading.gradebook import fingerprint

        return fingerprint(self.by_hand.get(student, {}))

    def tasks(self, plan: list[Work]) -> Iterator[Any]:
        """Read the submissions, each when its turn comes."""
        import json

        from attention_lib.grading.gradebook import fingerprint
        from attention_lib.grading.received import receive
        from attention_lib.grading.task import Task

        for work in plan:
            student, given = work.student, self.by_hand.get(work.student, {})
            folder = self.place.submitted(student, self.assignment)
            received = receive(folder, self.place.coursedir.ignore)
            marks, files = None, received.files
            if work.page_only:
                result = json.loads(self.receipts[student]["result"])
                marks = {name: result[name] for name in ("scores", "late_penalty")}
                files = self.place.graded(student, self.assignment)
            content = self.content(student, received.content)
            key = fingerprint([student, content, self.version, str(self.seed)])
            yield Task(
                student, self.assignment, files, b"", self.seed, received.timestamp, given, key,
                received.refused, self.options.sandboxed, marks, content,
            )  # fmt: skip

    # --- Who does it -----------------------------------------------------------------------------

    def outcomes(
        self, tasks: Iterator[Any], definition: bytes, stack: ExitStack
    ) -> Iterator[tuple[Any, Any]]:
        """Have them marked, here or on a cluster."""
        if self.options.scheduler:
            from attention_lib.grading.cluster import marked_by_cluster

            return marked_by_cluster(tasks, definition, self.options.scheduler, self.options.sandboxed)
        from attention_lib.grading.definition import locked_sources
        from attention_lib.grading.local import WarmProcess
        from attention_lib.grading.pool import marked_by_processes

        book = self.book.gradebook
        sources = self.book.persistently(lambda: locked_sources(book, self.assignment))
        warm = stack.enter_context(WarmProcess(sources, self.options.sandboxed))
        workers = self.options.workers or os.cpu_count() or 1
        workers = min(workers, len(self.works))
        return marked_by_processes(tasks, definition, warm.address, workers)

    # --- What becomes of it ----------------------------------------------------------------------

    def settle(self, task: Any, outcome: Any, show: Shown) -> None:
        """Put one result where it belongs, and say what there is to say."""
        from nbgrader.api import InvalidEntry
        from sqlalchemy.exc import SQLAlchemyError

        from attention_lib.grading.task import Failed

        student, work = task.student, self.works[task.student]
        if isinstance(outcome, Failed):
            self.failed[student] = outcome.why
        else:
            others = {name: data for name, data in task.files.items() if not name.endswith(".ipynb")}
            result = self.result_of(task, outcome, work)
            files = {"feedback": others | self.sources | outcome.feedback}
            if not work.page_only:
                files["autograded"] = others | self.sources | outcome.notebooks
            try:
                self.place.put(self.book, result, files, show.say)
            except (SQLAlchemyError, InvalidEntry) as error:
                why = str(error).splitlines()[0]
                self.failed[student] = f"it was marked, and the gradebook does not take it: {why}"
        if student in self.failed:
            show.say(f"{student}: {self.failed[student]}")
        show.advance()

    def result_of(self, task: Any, marked: Any, work: Work) -> dict[str, Any]:
        """Put together what the gradebook gets, ready for JSON."""
        import json

        from attention_lib.grading.place import fingerprint_of

        student = task.student
        receipt = {
            "assignment": self.assignment, "student": student, "key": task.key, "content": task.content,
            "version": self.version, "seed": str(self.seed), "by_hand": self.hand(student),
        }  # fmt: skip
        if work.page_only:
            kept = {name: self.receipts[student][name] for name in ("files", "result")}
            return {"receipt": receipt | kept, "scores": None}
        names = ("scores", "late_penalty", "late", "notes", "limits", "reports", "sources", "unreadable")
        told = json.dumps({name: getattr(marked, name) for name in names})
        receipt |= {"files": fingerprint_of(marked.notebooks), "result": told}
        return {
            "receipt": receipt, "scores": marked.scores, "late_penalty": marked.late_penalty,
            "timestamp": task.timestamp, "why": work.why,
        }  # fmt: skip

    def finish(self) -> list[str]:
        """Say what was noticed, in this run and before, and write the summary of the class."""
        from attention_lib.grading.results import results, write_summary

        found = results(self.book, self.assignment, self.place.everyone(self.assignment), self.failed)
        mine = [result for result in found if result.student in set(self.students)]
        for result in mine:
            for sentence in dict.fromkeys([*result.notes, *result.limits]):
                Lines().say(f"{result.student}: {sentence}")
        problems = [r.student for r in mine if r.ungraded or r.student in self.unreadable()]
        good = len(self.students) - len(problems)
        folder = self.place.coursedir.feedback_directory
        Lines().say(
            f"{good} of {len(self.students)} submissions of {self.assignment} are graded. Feedback is in {folder}."
        )
        Lines().say(write_summary(self.place, self.assignment, found))
        return problems

    def unreadable(self) -> set[str]:
        """Name the students in whose submission there was nothing to grade."""
        import json

        receipts = self.book.receipts(self.assignment).items()
        return {student for student, receipt in receipts if json.loads(receipt["result"])["unreadable"]}
