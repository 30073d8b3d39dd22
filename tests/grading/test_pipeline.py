"""The course with nbgrader's own commands, from the release to the marks, through a real exchange."""

import csv
import shutil

import nbformat
import pytest

pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's own, where a test opens the gradebook

A = "01-scores"
WRONG = "def dot_product_scores(Q, K):\n    return Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5\n"


@pytest.fixture(scope="module")
def course(new_course):
    """Run the whole pipeline: one student through the exchange, the others' work as it would be collected."""
    course = new_course("pipeline")
    shutil.rmtree(course.folder / "exercises")
    course.run("nbgrader", "generate_assignment", A)
    course.run("nbgrader", "release_assignment", A)

    home = course.folder / "home of ada"
    home.mkdir()
    exchange = [f"--Exchange.root={course.folder}/course/exchange", f"--Exchange.cache={home}/cache"]
    course.run("nbgrader", "fetch_assignment", A, "--course=attention", *exchange, cwd=home)
    nbformat.write(course.solution(), home / A / f"{A}.ipynb")
    course.run("nbgrader", "submit", A, "--course=attention", "--student=ada", *exchange, cwd=home)

    course.submit("ben", course.solved(WRONG))
    course.submit("cleo", course.released())
    course.submit("damaged", b"\xff\xfe not a notebook")
    copied = course.solved()
    copied.cells.append(copied.cells[3].copy())
    course.submit("copied", copied)

    course.run("nbgrader", "collect", A)
    course.before = course.submitted_files()
    course.autograde = course.run("nbgrader", "autograde", A)
    with course.gradebook() as gradebook:  # as formgrader does when the teacher types in the points
        answer = gradebook.find_grade("scores-why-answer", A, A, "ada")
        course.asked_for_a_hand = answer.needs_manual_grade
        answer.manual_score, answer.needs_manual_grade = 4, False
        gradebook.db.commit()
    course.run("nbgrader", "generate_feedback", A)
    course.run("nbgrader", "export", "--to=grades.csv")
    with (course.folder / "grades.csv").open() as file:
        course.marks = {
            row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in csv.DictReader(file)
        }
    return course


def test_the_solution_gets_full_marks(course):
    assert course.marks["ada"] == (20, 20)


def test_a_written_answer_waits_for_the_teacher(course):
    assert course.asked_for_a_hand


def test_the_untouched_release_gets_none(course):
    assert course.marks["cleo"] == (0, 20)
    assert set(course.grades("cleo").values()) == {0}


def test_a_wrong_solution_gets_part_of_the_marks_and_the_explanation(course):
    assert 0 < course.grades("ben")["check-dot-product-scores"] < 10
    assert "The scores are already divided by √d_k." in course.feedback("ben")
    assert "The scores are already divided by √d_k." not in course.feedback("ada")


def test_the_teacher_sees_the_marking_scheme_and_the_student_did_not(course):
    def text(notebook):
        return "".join(cell.source for cell in notebook.cells)

    assert "Marking scheme" in text(course.notebook("autograded", "ada"))
    assert "Marking scheme" not in text(nbformat.read(course.folder / "home of ada" / A / f"{A}.ipynb", 4))


def test_a_damaged_file_and_a_copied_cell_do_not_stop_the_run(course):
    assert course.marks["damaged"] == (0, 20)
    assert course.marks["copied"] == (10, 20)
    assert "damaged: it can't be read as a notebook" in course.feedback("damaged")
    assert "copied: There are several cells `dot-product-scores`" in course.autograde.stderr


def test_what_was_submitted_is_left_as_it_was(course):
    assert course.submitted_files() == course.before
