"""The whole bank in notebooks: `attention-lib grade` gives each cell the marks that nbgrader's own autograde gives."""

import importlib.util
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from attention_lib.check import PROBLEMS

_path = Path(__file__).parents[1] / "check" / "bank_files.py"
_spec = importlib.util.spec_from_file_location("bank_files", _path)
bank_files = sys.modules.setdefault("bank_files", importlib.util.module_from_spec(_spec))
_spec.loader.exec_module(bank_files)

STUDENT = "everybody"
ENTRIES = [entry for kind in ("right", "wrong") for entry in bank_files.entries(kind)]
NAMES = sorted({entry.problem for entry in ENTRIES})


def cell(source, name, **kinds):
    mark = {"grade_id": name, "schema_version": 3, "grade": False, "solution": False, "locked": False}
    return new_code_cell(source, metadata={"nbgrader": {**mark, "task": False, **kinds}})


def assignment(problem):
    """An exercise that asks for the same function once for every file of the bank, and their answers to it."""
    source = new_notebook(cells=[cell("from attention_lib import check", "imports", locked=True)])
    source.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    answers = {}
    for entry in (entry for entry in ENTRIES if entry.problem == problem):
        own = "attention" if problem == "masked_attention" else problem
        name = f"{entry.kind}-{entry.path.stem}"
        stub = f"### BEGIN SOLUTION\n{own} = None\n### END SOLUTION"
        points = PROBLEMS[problem].max_score
        source.cells += [
            cell(stub, name, solution=True),
            cell(f'check("{problem}", {own})', f"check-{name}", grade=True, locked=True, points=points),
        ]
        answers[name] = entry.path.read_text(encoding="utf-8")
    return source, answers


@pytest.fixture(scope="module")
def classes(new_course):
    """The same class twice: graded by nbgrader, and by `attention-lib grade`."""
    first = new_course("bank")
    for name in ("solutions", "exercises"):
        shutil.rmtree(first.folder / name)
    for problem in NAMES:
        source, answers = assignment(problem)
        (first.folder / "solutions" / problem).mkdir(parents=True)
        nbformat.write(source, first.folder / "solutions" / problem / f"{problem}.ipynb")
        work = nbformat.from_dict(source)
        for each in work.cells:
            each.source = answers.get(each.metadata.nbgrader.grade_id, each.source)
        first.submit(STUDENT, work, assignment=problem)
    first.run("attention-lib", "exercises")
    second = type(first)(first.folder.with_name("bank again"))
    shutil.copytree(first.folder, second.folder)
    first.run("nbgrader", "autograde", "*", timeout=3000)  # a thousand checks, one after the other
    for problem in NAMES:
        second.run("attention-lib", "grade", problem)
    return first, second


@pytest.mark.parametrize("problem", NAMES)
def test_the_marks_are_the_same_cell_by_cell(classes, problem):
    stock, ours = classes
    expected = stock.grades(STUDENT, problem)
    assert len(expected) == sum(entry.problem == problem for entry in ENTRIES)
    assert ours.grades(STUDENT, problem) == expected


@pytest.mark.parametrize("problem", NAMES)
def test_right_ones_get_all_points_and_wrong_ones_do_not(classes, problem):
    full = PROBLEMS[problem].max_score
    for name, points in classes[1].grades(STUDENT, problem).items():
        assert (points == full) == name.startswith("check-right-"), name
