"""Each notebook through nbgrader's own commands: who is right gets all points, who is wrong part of them.

What the wrong ones handed in, and the points and the sentence that they get for it, is in wrong/, a file a
notebook and a heading a student. All else in their notebooks is right.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's own, where a test opens the gradebook

WRONG = Path(__file__).with_name("wrong")
ASSIGNMENTS = sorted(path.stem for path in WRONG.glob("*.md"))
# nbgrader takes patterns. Each half is graded in a course of its own, beside the other.
HALVES = ["0[1-4]-*", "0[5-8]-*"]
MISTAKE = re.compile(r"^`([\w-]+)`, (\d+) of (\d+): “([^”]+)”$(?:\n\n```python\n(.*?)```)?", re.M | re.S)


@dataclass(frozen=True)
class Mistake:
    cell: str
    points: int
    out_of: int
    sentence: str
    code: str  # empty where the cell is right, and fails with a function above that is wrong

    @property
    def test(self):
        return f"check-{self.cell}"


def read(assignment):
    """Read the students of a notebook: a name for each, made from the heading, with the mistakes."""
    students = {}
    text = (WRONG / f"{assignment}.md").read_text(encoding="utf-8")
    for section in re.split(r"^## ", text, flags=re.M)[1:]:
        heading, _, body = section.partition("\n")
        mistakes = [
            Mistake(cell, int(points), int(out_of), sentence, code)
            for cell, points, out_of, sentence, code in MISTAKE.findall(body)
        ]
        assert len([mistake for mistake in mistakes if mistake.code]) == body.count("```python"), heading
        students[re.sub(r"\W+", "-", heading.lower()).strip("-")] = mistakes
    return students


STUDENTS = {assignment: read(assignment) for assignment in ASSIGNMENTS}
PAIRS = [(assignment, student) for assignment in ASSIGNMENTS for student in STUDENTS[assignment]]


def submit(course, assignment):
    """Hand in for all: the one who is right, the one who did nothing, and the wrong ones."""
    course.submit("right", course.solution(assignment), assignment=assignment)
    course.submit("idle", course.released(assignment), assignment=assignment)
    for student, mistakes in STUDENTS[assignment].items():
        notebook = course.solution(assignment)
        cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
        for mistake in mistakes:
            cells[mistake.cell].source = mistake.code or cells[mistake.cell].source
        course.submit(student, notebook, assignment=assignment)


def mark_by_hand(course, assignment):
    """Give all points to each answer that waits for the teacher, and tell whose these were, and which."""
    waiting = set()
    with course.gradebook() as gradebook:
        for submission in gradebook.assignment_submissions(assignment):
            for grade in submission.notebooks[0].grades:
                if grade.needs_manual_grade:
                    grade.manual_score, grade.needs_manual_grade = grade.max_score, False
                    waiting.add((submission.student.id, grade.name))
        gradebook.db.commit()
    return waiting


@pytest.fixture(scope="module")
def courses(new_course):
    """Grade all students of all notebooks: for each assignment, the course in which it was done."""

    def grade(half):
        course = new_course(f"part one, {half[2:5]}")
        names = [path.name for path in sorted((course.folder / "solutions").glob(half))]
        course.run("nbgrader", "generate_assignment", "--force", half)
        for name in names:
            submit(course, name)
        course.run("nbgrader", "autograde", half)
        course.waiting = {name: mark_by_hand(course, name) for name in names}
        course.run("nbgrader", "generate_feedback", half)
        return dict.fromkeys(names, course)

    with ThreadPoolExecutor(len(HALVES)) as pool:
        return {name: course for graded in pool.map(grade, HALVES) for name, course in graded.items()}


def full(course, assignment):
    """List the points that there are for each cell that is graded by running it."""
    marks = (cell.metadata.get("nbgrader", {}) for cell in course.released(assignment).cells)
    return {mark["grade_id"]: mark["points"] for mark in marks if mark.get("grade") and not mark["solution"]}


def total(course, assignment, student):
    with course.gradebook() as gradebook:
        submission = gradebook.find_submission(assignment, student)
        return submission.score, submission.max_score


def test_every_notebook_is_here(courses):
    assert sorted(courses) == ASSIGNMENTS


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_each_task_is_done_wrong_by_somebody(courses, assignment):
    tests = {mistake.test for mistakes in STUDENTS[assignment].values() for mistake in mistakes}
    assert tests == set(full(courses[assignment], assignment))
    assert len(STUDENTS[assignment]) >= 3


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_solution_gets_all_points_of_its_tests_and_the_rest_by_hand(courses, assignment):
    course = courses[assignment]
    grades = course.grades("right", assignment)
    written = {name for student, name in course.waiting[assignment] if student == "right"}
    assert grades == full(course, assignment) | dict.fromkeys(written)
    assert len(written) == 1
    assert total(course, assignment, "right") == (20, 20)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_untouched_release_gets_none(courses, assignment):
    course = courses[assignment]
    assert set(course.grades("idle", assignment).values()) == {0}
    assert total(course, assignment, "idle") == (0, 20)


@pytest.mark.parametrize(("assignment", "student"), PAIRS)
def test_a_mistake_costs_its_points_and_no_others(courses, assignment, student):
    course, mistakes = courses[assignment], STUDENTS[assignment][student]
    points = full(course, assignment)
    assert [mistake.out_of for mistake in mistakes] == [points[mistake.test] for mistake in mistakes]
    points |= {mistake.test: mistake.points for mistake in mistakes}
    grades = course.grades(student, assignment)
    assert {name: grades[name] for name in points} == points
    assert total(course, assignment, student) == (sum(points.values()) + 4, 20)


@pytest.mark.parametrize(("assignment", "student"), PAIRS)
def test_the_feedback_says_which_mistake_it_was(courses, assignment, student):
    page, other = (
        " ".join(courses[assignment].feedback(name, assignment).split()) for name in (student, "right")
    )
    for mistake in STUDENTS[assignment][student]:
        assert mistake.sentence in page
        assert mistake.sentence not in other
