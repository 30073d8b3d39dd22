"""Grade a class: nbgrader's autograde and generate_feedback, a student at a time."""

# mypy: allow-untyped-calls

import hashlib
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attention_lib.grading.course import CourseError, assignments, nbgrader_api
from attention_lib.grading.exercises import reason, register


def grade(root: str | Path, assignment: str, student: str | None = None) -> int:
    """Grade what stands in course/submitted/, and write the feedback pages.

    Submissions that have not changed since they were graded are left as they are. One that can't be graded is
    named, and the others go on.

    Parameters
    ----------
    root
        The course's folder.
    assignment
        Its name, such as `01-scores`.
    student
        One student; without it, all.

    Returns
    -------
    int
        0; 1 when a submission needs the teacher; 2 when there is no such assignment, or nothing was submitted
        for it: the exit code of `attention-lib grade`.
    """
    try:
        problems = grade_all(Path(root).resolve(), assignment, student)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 2
    if problems:
        print(f"Look at: {', '.join(problems)}.")
    return 1 if problems else 0


def grade_all(root: Path, assignment: str, student: str | None) -> list[str]:
    """Grade the submissions of one assignment, and name the students whose work could not be graded."""
    names = assignments(root)
    if assignment not in names:
        which = f"There is no assignment {assignment!r}" if assignment else "Name an assignment"
        raise CourseError(f"{which}: there is {', '.join(names)}.")
    warnings.filterwarnings("ignore", module="nbgrader")  # of SQLAlchemy's, on nbgrader's own sessions
    api = nbgrader_api(root)
    students = submitters(api, assignment, student)
    with api.gradebook as gradebook:
        known = assignment in {each.name for each in gradebook.assignments if each.notebooks}
    if not known:
        register(root, assignment)
    problems = [name for name in students if not grade_one(api, assignment, name)]
    done = f"{len(students) - len(problems)} of {len(students)} submissions of {assignment}"
    print(f"{done} are graded. Feedback is in {api.coursedir.feedback_directory}.")
    return problems


def submitters(api: Any, assignment: str, student: str | None) -> list[str]:
    """List the students who submitted something, or only the one who is asked for."""
    submitted = Path(api.coursedir.format_path(api.coursedir.submitted_directory, ".", "."))
    students = sorted(path.parent.name for path in submitted.glob(f"[!.]*/{assignment}") if path.is_dir())
    if not students:
        raise CourseError(
            f"Nothing was submitted for {assignment}. `nbgrader collect {assignment}` fetches submissions; "
            f"by hand, they go to {api.coursedir.submitted_directory}/STUDENT/{assignment}/."
        )
    if student is None:
        return students
    if student not in students:
        there = ", ".join(students)
        raise CourseError(f"{student!r} submitted nothing for {assignment}. There is work of {there}.")
    return [student]


def grade_one(api: Any, assignment: str, student: str) -> bool:
    """Grade one submission unless it is graded already, write its feedback, and print what was noticed.

    Returns
    -------
    bool
        Whether there was something to grade, and it has marks now.
    """
    import nbformat

    from attention_lib.grading.notes import is_unreadable, notes

    graded = Path(api.coursedir.format_path(api.coursedir.autograded_directory, student, assignment))
    # Written last, into the folder that nbgrader empties first: where it stands, grading came to its end.
    receipt = graded / ".graded"
    with complete(api, assignment, student) as submission:
        content = fingerprint(submission)
        if not receipt.exists() or receipt.read_text() != content:
            result = api.autograde(assignment, student, force=True)
            if not result["success"]:
                print(f"{student}: nbgrader could not grade this submission: {reason(result)}")
                return False
            receipt.write_text(content)
    # Again each time: marks that were given by hand show on the page.
    result = api.generate_feedback(assignment, student, force=True)
    if not result["success"]:
        print(f"{student}: graded, but nbgrader could not write the feedback page: {reason(result)}")
        return False
    notebooks = [nbformat.read(path, as_version=4) for path in sorted(graded.glob("*.ipynb"))]
    for notebook in notebooks:
        for sentence in notes(notebook):
            print(f"{student}: {sentence}")
    return not any(is_unreadable(notebook) for notebook in notebooks)


@contextmanager
def complete(api: Any, assignment: str, student: str) -> Iterator[Path]:
    """Let nbgrader see a submission in which each of the assignment's notebooks exists.

    Without a notebook of the right name, nbgrader stops before there is a mark or a page. So it gets a copy
    of the submission with an empty file in its place, which is then graded as an unreadable one.
    """
    course = api.coursedir
    submission = Path(course.format_path(course.submitted_directory, student, assignment))
    with api.gradebook as gradebook:
        expected = [f"{notebook.name}.ipynb" for notebook in gradebook.find_assignment(assignment).notebooks]
    missing = [name for name in expected if not (submission / name).is_file()]
    if not missing:
        yield submission
        return
    usual = course.submitted_directory
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, student, assignment)
        shutil.copytree(submission, copy)
        for name in missing:
            (copy / name).touch()
        course.submitted_directory = folder
        try:
            yield copy
        finally:
            course.submitted_directory = usual


def fingerprint(folder: Path) -> str:
    """Tell one submission from another by its files."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
