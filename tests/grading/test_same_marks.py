"""Honest work gets the same marks from `attention-lib grade` as from `nbgrader autograde`, cell by cell."""

import shutil
from pathlib import Path

import pytest

pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's own, where a test opens the gradebook

ASSIGNMENTS = sorted(path.stem for path in Path(__file__).with_name("wrong").glob("*.md"))


def marks(course, assignment):
    """All that the gradebook says about an assignment's submissions."""
    found = {}
    with course.gradebook() as gradebook:
        for submission in gradebook.assignment_submissions(assignment):
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    cell = (grade.auto_score, grade.needs_manual_grade, grade.max_score)
                    found[submission.student.id, notebook.name, grade.name] = cell
                for comment in notebook.comments:
                    found[submission.student.id, notebook.name, comment.name, "said"] = comment.auto_comment
                found[submission.student.id, notebook.name] = notebook.late_submission_penalty
            found[submission.student.id] = (submission.score, submission.max_score, submission.timestamp)
    return found


def both_ways(course, assignment):
    """Grade the same submissions with nbgrader's own command and with ours: two gradebooks' marks."""
    ours = type(course)(course.folder.parent / f"{course.folder.name}, ours")
    shutil.copytree(course.folder, ours.folder)
    course.run("nbgrader", "generate_assignment", "--force", assignment)
    course.run("nbgrader", "autograde", assignment)
    ours.run("attention-lib", "grade", assignment)
    return marks(course, assignment), marks(ours, assignment)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_solutions_releases_and_known_mistakes_get_the_same_marks(new_course, wrong_notebooks, assignment):
    course = new_course(f"same marks, {assignment}")
    course.submit("right", course.solution(assignment), assignment=assignment)
    course.submit("idle", course.released(assignment), assignment=assignment)
    course.submit("idle", b"2026-11-20 10:00:00 UTC", name="timestamp.txt", assignment=assignment)
    for student, notebook in wrong_notebooks(course, assignment).items():
        course.submit(student, notebook, assignment=assignment)
    stock, ours = both_ways(course, assignment)
    assert len(stock) > 20
    assert ours == stock
