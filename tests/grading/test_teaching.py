"""The chapter for teachers: its commands run, in its order, in a folder as it says; its numbers are the code's."""

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from attention_lib.grading import alike
from attention_lib.grading.sandbox import missing

pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's own

ROOT = Path(__file__).parents[2]
CHAPTER = (ROOT / "book" / "teaching.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", CHAPTER, re.M | re.S)
NUMBERS = {"five": 5, "eight": 8}


@pytest.fixture(scope="module")
def course(new_course):
    """Type every command of the chapter, one after the other, into one shell."""
    course = new_course("teaching")
    activate = course.folder / ".venv" / "bin" / "activate"
    activate.parent.mkdir(parents=True)
    activate.write_text(f'export PATH="{Path(sys.executable).parent}:$PATH"\n')
    nbformat.write(course.solution(), course.folder / "ada.ipynb")
    script = "set -e\n" + "\n".join(BLOCKS)
    if missing():
        script = re.sub(r"^(attention-lib grade .*)$", r"\1 --no-sandbox", script, flags=re.M)
    course.typed = subprocess.run(
        ["bash", "-c", script],
        cwd=course.folder,
        env={
            **course.environment(),
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        },
        capture_output=True,
        text=True,
        timeout=900,
    )
    return course


def test_every_command_runs(course):
    assert course.typed.returncode == 0, course.typed.stdout + course.typed.stderr


def test_the_chapter_shows_the_whole_way():
    said = "".join(BLOCKS)
    for step in (
        "student import",
        "duedate",
        "exercises",
        "release_assignment",
        "collect",
        "export",
    ):
        assert step in said
    assert said.count("attention-lib grade 01-scores") == 4


def test_it_ends_in_the_marks(course):
    with (course.folder / "grades.csv").open() as file:
        marks = {row["student_id"]: row for row in csv.DictReader(file)}
    assert {student: float(row["score"]) for student, row in marks.items()} == {
        "ada": 16,
        "ben": 0,
        "cleo": 0,
    }
    assert marks["ada"]["timestamp"] == "2030-03-01 18:30:00"


def test_it_ends_in_pages(course):
    place = course.folder / "course"
    assert (place / "feedback" / "ada" / "01-scores" / "01-scores.html").is_file()
    summary = (place / "summary" / "01-scores.html").read_text(encoding="utf-8")
    assert "2 handed nothing in" in summary


def test_the_numbers_are_those_of_the_code():
    said = " ".join(CHAPTER.split())
    few, lines = re.search(
        r"more than (\w+) people in the class wrote;.* some (\w+) lines of it", said
    ).groups()
    assert NUMBERS[few] == alike.FEW
    assert f"{lines} lines" in (ROOT / "attention_lib/grading/alike.py").read_text(encoding="utf-8")
    exercises = sorted(path.name for path in (ROOT / "exercises").iterdir())
    assert f"There are {dict((v, k) for k, v in NUMBERS.items())[len(exercises)]} exercises" in said
    assert len(list((ROOT / "tests/check/bank").glob("*/*/*.py"))) == 1249
    assert "1,249 functions" in said


def test_files_that_it_names_are_there(course):
    for name in re.findall(r"`((?:attention_lib|solutions|exercises|course)/[\w./-]+)`", CHAPTER):
        assert (course.folder / name).exists() or (ROOT / name).exists(), name


def test_feedback_goes_back_the_way_that_work_came(course):
    home = course.folder / "home of ben"
    home.mkdir()
    exchange = [f"--Exchange.root={course.folder}/course/exchange", f"--Exchange.cache={home}/cache"]
    course.run("nbgrader", "fetch_assignment", "01-scores", "--course=attention", *exchange, cwd=home)
    course.run("nbgrader", "submit", "01-scores", "--course=attention", "--student=ben", *exchange, cwd=home)
    course.run("nbgrader", "collect", "01-scores")
    unprotected = ["--no-sandbox"] if missing() else []
    course.run("attention-lib", "grade", "01-scores", "--student", "ben", *unprotected)
    course.run("nbgrader", "release_feedback", "01-scores", "--student=ben")
    assert list((course.folder / "course" / "exchange" / "attention" / "feedback").glob("*.html"))
    by_hand = course.run("nbgrader", "release_feedback", "01-scores", "--student=ada", check=False)
    assert by_hand.returncode != 0
    assert "submission_secret.txt" in by_hand.stderr
