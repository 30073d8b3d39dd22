"""Making exercises/: what was there is kept until what is new is whole, and an error is a sentence."""

import shutil
from pathlib import Path

import nbformat
import pytest

from attention_lib.grading.exercises import generate

pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's own, which runs in this process

ROOT = Path(__file__).resolve().parents[2]
A = Path("01-scores", "01-scores.ipynb")


@pytest.fixture
def root(tmp_path):
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    shutil.copytree(ROOT / "solutions" / A.parent, tmp_path / "solutions" / A.parent)
    (tmp_path / "exercises" / A.parent).mkdir(parents=True)
    (tmp_path / "exercises" / A).write_text("the old one")
    return tmp_path


def change(root, edit):
    path = root / "solutions" / A
    notebook = nbformat.read(path, as_version=4)
    edit({cell.id: cell for cell in notebook.cells})
    nbformat.write(notebook, path)


def test_the_new_exercise_takes_the_place_of_the_old(root):
    assert generate(root) == 0
    assert (root / "exercises" / A).read_bytes() == (ROOT / "exercises" / A).read_bytes()
    assert sorted(path.name for path in root.iterdir()) == [
        "course",
        "exercises",
        "nbgrader_config.py",
        "solutions",
    ]


def test_made_elsewhere_it_leaves_the_gradebook_and_exercises_alone(root, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert generate(root, elsewhere) == 0
    assert (elsewhere / A).read_bytes() == (ROOT / "exercises" / A).read_bytes()
    assert (root / "exercises" / A).read_text() == "the old one"
    assert not (root / "course" / "gradebook.db").exists()


def test_a_file_that_a_notebook_reads_comes_along(root):
    (root / "solutions" / "01-scores" / "weights.csv").write_text("1,2")
    assert generate(root) == 0
    assert (root / "exercises" / "01-scores" / "weights.csv").read_text() == "1,2"


def same_id(cells):
    cells["tie-length"].metadata["nbgrader"]["grade_id"] = "dot-product-scores"


def no_end(cells):
    cells["tie-length"].source = cells["tie-length"].source.replace("END SOLUTION", "")


def not_marked(cells):
    del cells["tie-length"].metadata["nbgrader"]


def old(cells):
    cells["tie-length"].metadata["nbgrader"]["schema_version"] = 2


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (same_id, "two cells have the grade id 'dot-product-scores'; give each its own."),
        (no_end, "a '### BEGIN SOLUTION' has no '### END SOLUTION'."),
        (not_marked, "'### BEGIN SOLUTION' stands in a cell that isn't marked as a solution cell."),
        (old, "its nbgrader metadata is of an older version; `nbgrader update solutions` renews it."),
    ],
)
def test_what_nbgrader_refuses_is_said_in_a_sentence_and_the_old_exercise_stays(root, capsys, edit, sentence):
    change(root, edit)
    assert generate(root) == 1
    assert capsys.readouterr().err == f"solutions/01-scores: {sentence}\n"
    assert (root / "exercises" / A).read_text() == "the old one"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "01-scores.ipynb is empty or missing."),
        (b"\xff\xfe", "01-scores.ipynb is damaged: it can't be read as a notebook."),
        (
            b'{"cells": 1, "metadata": {}, "nbformat": 4}',
            "01-scores.ipynb is damaged: it can't be read as a notebook.",
        ),
    ],
)
def test_a_file_that_is_no_notebook_is_named_and_the_old_exercise_stays(root, capsys, data, sentence):
    (root / "solutions" / A).write_bytes(data)
    assert generate(root) == 1
    assert capsys.readouterr().err == f"solutions/01-scores: {sentence}\n"
    assert (root / "exercises" / A).read_text() == "the old one"


def test_cells_that_have_marks_are_not_taken_away(root, capsys):
    from nbgrader.api import Gradebook

    assert generate(root) == 0
    with Gradebook(f"sqlite:///{root}/course/gradebook.db") as gradebook:
        gradebook.add_student("ada")
        gradebook.add_submission("01-scores", "ada")
    change(root, lambda cells: cells["check-tie-length"].metadata.pop("nbgrader"))
    assert generate(root) == 1
    assert "graded cells were added or removed, and there are already marks" in capsys.readouterr().err
    assert (root / "exercises" / A).read_bytes() == (ROOT / "exercises" / A).read_bytes()


def test_a_course_without_solutions_says_where_they_go(tmp_path, capsys):
    assert generate(tmp_path) == 1
    assert "as in solutions/01-scores/01-scores.ipynb." in capsys.readouterr().err


def test_a_folder_that_is_no_course_is_named(tmp_path, capsys):
    shutil.copytree(ROOT / "solutions" / A.parent, tmp_path / "solutions" / A.parent)
    assert generate(tmp_path) == 1
    assert (
        capsys.readouterr().err == f"{tmp_path} is not the course's folder: it holds no nbgrader_config.py.\n"
    )
