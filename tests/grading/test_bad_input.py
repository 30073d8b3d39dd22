"""A class that hands in everything but a plain notebook, graded in one run."""

import copy
import json
import re

import pytest
from nbformat.v4 import new_code_cell

pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's own, where a test opens the gradebook

A = "01-scores"
FIRST, SECOND = "check-dot-product-scores", "check-tie-length"


def find(notebook, name):
    return next(cell for cell in notebook.cells if cell.id == name)


def without(*names):
    def edit(notebook):
        for name in names:
            notebook.cells.remove(find(notebook, name))

    return edit


def twice(name, source=None):
    def edit(notebook):
        copied = copy.deepcopy(find(notebook, name))
        copied.source = source or copied.source
        notebook.cells.append(copied)

    return edit


def leaves(notebook):
    find(notebook, "scores-try").source = "exit()"  # the kernel ends a moment later
    notebook.cells.insert(
        notebook.cells.index(find(notebook, "scores-try")) + 1, new_code_cell("import time; time.sleep(2)")
    )


def killed_four_times(notebook):
    index = notebook.cells.index(find(notebook, "scores-try"))
    notebook.cells[index:index] = [new_code_cell("import os; os._exit(0)") for _ in range(4)]


def without_cell_ids(notebook):
    for cell in notebook.cells:
        del cell["id"]


def moved_up(notebook):
    cell = find(notebook, FIRST)
    notebook.cells.remove(cell)
    notebook.cells.insert(1, cell)


def reads(name, source):
    def edit(notebook):
        find(notebook, name).source = source

    return edit


def without_a_place_for_code(notebook):
    cell = find(notebook, "dot-product-scores")
    del cell.metadata["nbgrader"]
    notebook.cells.remove(cell)
    notebook.cells.insert(3, cell)


def marked(name, **metadata):
    def edit(notebook):
        find(notebook, name).metadata["nbgrader"].update(metadata)

    return edit


def skipped(notebook):
    find(notebook, "dot-product-scores").source = "dot_product_scores = None"
    find(notebook, FIRST).metadata["tags"] = ["skip-execution"]


def without_metadata(notebook):
    find(notebook, FIRST).metadata["nbgrader"] = 5


DEAF_LOOP = "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(60)"
NO_LOOP = "Look for a loop that never ends."
# name: what was done to a notebook with the first exercise solved, its points there, and what is said
REPAIRED = {
    "test-deleted": (without(FIRST), 10, "check-dot-product-scores was missing. It was put back."),
    "everything-deleted": (
        without("scores-imports", "scores-why", "scores-why-answer", FIRST, SECOND),
        10,
        "The cell scores-imports was missing. It was put back.",
    ),
    "code-cell-deleted": (without("dot-product-scores"), 0, "a place for code, is missing"),
    "code-cell-replaced": (without_a_place_for_code, 10, "a place for code, is missing"),
    "test-edited": (reads(FIRST, "10.0"), 10, "had been changed. It was set back"),
    "test-copied": (twice(FIRST), 10, "There are several cells check-dot-product-scores."),
    "code-copied": (twice("dot-product-scores"), 10, "There are several cells dot-product-scores."),
    "answer-copied": (twice("scores-why-answer"), 10, "There are several cells scores-why-answer."),
    "test-moved-up": (moved_up, 10, "stood above the code that it tests. It was moved below."),
    "test-tagged": (skipped, 0, None),
    "test-not-graded": (marked(FIRST, grade=False), 10, None),
    "old-metadata": (marked(FIRST, schema_version=1), 10, None),
    "no-metadata": (without_metadata, 10, "check-dot-product-scores was missing. It was put back."),
    "no-cell-ids": (without_cell_ids, 10, None),
    "own-check": (reads("scores-try", "check = print"), 10, None),
    "generous-check": (reads("scores-try", "check = lambda f: 100"), 10, None),
}
STOPPED = {
    "loop-after-good-work": (reads("scores-try", "while True:\n    pass"), 10, NO_LOOP),
    "loop-deaf-to-interrupts": (
        reads("scores-try", DEAF_LOOP),
        10,
        NO_LOOP,
    ),
    "kernel-killed-after-good-work": (
        reads("scores-try", "import os\nos._exit(0)"), 10, "Python itself ended while this cell was running",
    ),
    "kernel-killed-again-and-again": (killed_four_times, 0, "not run: too many cells above ended Python."),
    "kernel-killed-by-the-solution": (
        reads("dot-product-scores", "def dot_product_scores(Q, K):\n    import os\n    os._exit(0)"),
        0,
        "Python itself ended while this cell was running",
    ),
    "exit-after-good-work": (leaves, 10, None),
}  # fmt: skip
UNREADABLE = {
    "garbage": b"\xff\xfe\x00 garbage",
    "empty": b"",
    "other-json": b'{"a": [1, 2]}',
    "cells-are-text": b'{"cells": "abc", "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
}


@pytest.fixture(scope="module")
def course(new_course):
    course = new_course("bad input")
    with (course.folder / "nbgrader_config.py").open("a") as file:
        file.write("\nc.RunCells.timeout = 3\n")
    course.submit("fine", course.solved())
    for name, (edit, _, _) in {**REPAIRED, **STOPPED}.items():
        notebook = course.solved()
        edit(notebook)
        course.submit(name, json.dumps(notebook).encode())
    for name, data in UNREADABLE.items():
        course.submit(name, data)
    course.submit("nothing", b"some notes", name="notes.txt")
    course.submit("other-name", course.solved(), name="01-scores-final.ipynb")
    course.before = course.submitted_files()
    course.done = course.run("attention-lib", "grade", A, check=False)
    return course


def lines(course, student):
    found = [line for line in course.done.stdout.splitlines() if line.startswith(f"{student}: ")]
    return "\n".join(found).replace("`", "")


def test_an_assignment_that_the_gradebook_did_not_know_is_graded(course):
    assert course.grades("fine")[FIRST] == 10


def test_good_work_needs_no_word(course):
    assert lines(course, "fine") == ""
    assert "A note from grading" not in course.feedback("fine")


@pytest.mark.parametrize("student", [*REPAIRED, *STOPPED])
def test_the_work_gets_its_points_and_the_page_says_what_was_noticed(course, student):
    _, points, sentence = {**REPAIRED, **STOPPED}[student]
    grades = course.grades(student)
    assert grades[FIRST] == points
    assert None not in grades.values()
    assert (sentence or "") in course.feedback(student)


@pytest.mark.parametrize("student", [*REPAIRED, *STOPPED])
def test_the_teacher_is_told_the_same(course, student):
    _, _, sentence = {**REPAIRED, **STOPPED}[student]
    assert (sentence or "") in lines(course, student)


@pytest.mark.parametrize("student", [*UNREADABLE, "nothing", "other-name"])
def test_what_is_no_notebook_earns_nothing_and_both_are_told(course, student):
    assert set(course.grades(student).values()) == {0}
    assert "So there was nothing to grade." in lines(course, student)
    assert "So there was nothing to grade." in course.feedback(student)


def test_work_under_another_name_is_pointed_to(course):
    assert "If the work is in 01-scores-final.ipynb, give that file the name" in course.feedback("other-name")


def test_the_teacher_is_told_whom_to_look_at(course):
    assert course.done.returncode == 1
    names = ", ".join(sorted([*UNREADABLE, "nothing", "other-name"]))
    assert course.done.stdout.splitlines()[-1] == f"Look at: {names}."


def test_what_was_submitted_is_left_as_it_was(course):
    assert course.submitted_files() == course.before


def test_a_second_run_grades_nothing_again_and_says_the_same(course):
    graded = {
        path: path.stat().st_mtime_ns for path in (course.folder / "course/autograded").rglob("*.ipynb")
    }
    again = course.run("attention-lib", "grade", A, check=False)
    assert {path: path.stat().st_mtime_ns for path in graded} == graded
    assert again.returncode == 1
    assert sorted(again.stdout.splitlines()) == sorted(course.done.stdout.splitlines())


def test_new_work_is_graded_again(course):
    course.submit("late", course.released())
    course.run("attention-lib", "grade", A, "--student", "late")
    assert course.grades("late")[FIRST] == 0
    course.submit("late", course.solved())
    course.run("attention-lib", "grade", A, "--student", "late")
    assert course.grades("late")[FIRST] == 10


def test_marks_given_by_hand_stay_and_come_onto_the_page(course):
    course.submit("careful", course.solution())
    course.run("attention-lib", "grade", A, "--student", "careful")
    with course.gradebook() as gradebook:  # as formgrader does
        answer = gradebook.find_grade("scores-why-answer", A, A, "careful")
        answer.manual_score, answer.extra_credit, answer.needs_manual_grade = 3, 0.5, False
        gradebook.find_comment("scores-why-answer", A, A, "careful").manual_comment = "Well seen!"
        gradebook.db.commit()
    course.run("attention-lib", "grade", A, "--student", "careful")
    assert "Well seen!" in course.feedback("careful")
    assert "(Score: 19.5 / 20.0)" in course.feedback("careful")
    course.submit("careful", course.solved())
    done = course.run("attention-lib", "grade", A, "--student", "careful")
    assert "careful: 19.5 → 13.5 points" in done.stdout
    assert "because: the submission has changed." in done.stdout
    assert "Well seen!" in course.feedback("careful")
    with course.gradebook() as gradebook:  # as nbgrader: to be looked at again
        answer = gradebook.find_grade("scores-why-answer", A, A, "careful")
        assert (answer.manual_score, answer.needs_manual_grade) == (3, True)


def test_after_nbgrader_has_graded_by_itself_it_is_graded_again(course):
    course.run("nbgrader", "autograde", A, "--student", "fine", "--force")
    done = course.run("attention-lib", "grade", A, "--student", "fine")
    assert "Feedback is in" in done.stdout
    assert course.grades("fine")[FIRST] == 10
    assert course.receipts()["fine"]["times"] == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Name an assignment: there is 01-scores"),
        (["02-bananas"], "There is no assignment '02-bananas': there is 01-scores"),
        ([A, "--student", "nobody"], "'nobody' submitted nothing for 01-scores. There is work of"),
    ],
)
def test_a_wrong_name_gets_one_sentence(course, arguments, sentence):
    done = course.run("attention-lib", "grade", *arguments, check=False)
    assert done.returncode == 2
    assert re.fullmatch(re.escape(sentence) + r"[^\n]*\n", done.stderr)
