"""The demo: a class is made, graded for real, and its page written; a folder that isn't the demo's is left alone."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from attention_lib.grading import demo
from attention_lib.grading.course import CourseError

pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's own

ROOT = Path(__file__).parents[2]
A = demo.ASSIGNMENT
SMALL = 16
"""Students; one of each kind is among them."""


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Run the command in the checkout, as `make demo` does, for a small class."""
    folder = tmp_path_factory.mktemp("demo") / "course-demo"
    main = [sys.executable, "-c", "from attention_lib.cli import main; main()"]
    ran = subprocess.run(
        [*main, "demo", str(folder), "--students", str(SMALL), "--no-open"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    facts = json.loads((folder / "course" / "summary" / f"{A}.json").read_text(encoding="utf-8"))
    return folder, ran.stdout, facts


def test_everybody_is_in_the_summary(shown):
    _, _, facts = shown
    assert facts["students"] == SMALL
    assert facts["graded"] + len(facts["missing"]) + len(facts["ungraded"]) == SMALL
    assert facts["missing"]
    assert facts["late"]


def test_it_says_where_the_page_is(shown):
    folder, said, _ = shown
    address = re.search(r"file://\S+", said)[0]
    assert address == (folder / "course" / "summary" / f"{A}.html").as_uri()


def test_the_class_makes_mistakes_that_have_names(shown):
    _, _, facts = shown
    assert facts["mistakes"]
    assert max(bar["students"] for bar in facts["marks"]["bars"]) < SMALL


def test_the_two_who_worked_on_one_text_are_a_pair(shown):
    folder, _, facts = shown
    both = [
        path.parent.parent.name
        for path in (folder / "course" / "submitted").glob(f"*/{A}/{A}.ipynb")
        if "> 1e-4" in path.read_text(encoding="utf-8")
    ]
    assert sorted(both) in [[pair["one"], pair["other"]] for pair in facts["alike"]["pairs"]]


def test_there_is_something_that_needs_eyes(shown):
    _, _, facts = shown
    assert facts["notes"]
    assert facts["limits"]
    assert facts["by_hand"]


def test_nobody_gained_by_trying(shown):
    folder, _, facts = shown
    notebooks = {
        path.parent.parent.name: path.read_text(encoding="utf-8")
        for path in (folder / "course" / "submitted").glob(f"*/{A}/{A}.ipynb")
    }
    (hostile,) = [student for student, text in notebooks.items() if "/etc/shadow" in text]
    (result,) = [result for result in facts["results"] if result["student"] == hostile]
    assert result["cells"]["check-dot-product-scores"]["points"] == 0
    assert hostile in [each["student"] for each in facts["limits"]]


def test_the_courses_own_folder_is_not_touched(shown):
    assert not (ROOT / "course" / "submitted").exists() or not list(
        (ROOT / "course" / "submitted").glob("ada-byron*")
    )


def test_a_second_demo_replaces_the_first(tmp_path):
    folder = tmp_path / "again"
    demo.make(ROOT, folder, 3)
    (folder / "course" / "old").touch()
    demo.make(ROOT, folder, 2)
    assert not (folder / "course" / "old").exists()


def test_a_folder_that_no_demo_made_is_left_alone(tmp_path):
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(CourseError, match="no demo made it"):
        demo.make(ROOT, tmp_path, 3)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_without_a_checkout_it_says_so(tmp_path, capsys):
    assert demo.demo(tmp_path, tmp_path / "new", 3) == 2
    assert "checkout" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_the_same_class_every_time_and_every_name_once():
    names = demo._names(1000)
    assert len(set(names)) == 1000
    assert demo._names(60) == names[:60]


def test_nothing_of_the_bank_stays_in_what_students_hand_in():
    released = nbformat.read(ROOT / "exercises" / A / f"{A}.ipynb", 4)
    answers = demo.Answers(ROOT, released, nbformat.read(ROOT / "solutions" / A / f"{A}.ipynb", 4))
    assert len(answers.right) > 15
    assert len(answers.wrong) > 60
    for text in [*answers.right, *answers.wrong]:
        compile(text, "student", "exec")
        assert not re.search("NAMED|HELD_OUT|attention_lib|import torch", text)
        assert "def dot_product_scores" in text or "dot_product_scores =" in text
