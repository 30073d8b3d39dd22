"""exercises/ is what a student gets: made from solutions/, with nothing in it that gives an answer away."""

import re
import warnings
from pathlib import Path

import nbformat
import pytest

from attention_lib.grading.exercises import generate

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "solutions").glob("*/*.ipynb"))
HIDDEN = ["SOLUTION", "HIDDEN TESTS", "MARK SCHEME"]


def names(paths):
    return [path.stem for path in paths]


def shown(path):
    return str(path.relative_to(ROOT))


def released(source):
    return ROOT / "exercises" / source.parent.name / source.name


def marked(notebook):
    """List the cells that nbgrader knows, with what it knows."""
    return [(cell, cell.metadata["nbgrader"]) for cell in notebook.cells if "nbgrader" in cell.metadata]


def hidden_lines(source):
    """List the lines that students must not see: regions between delimiters, and whole solution cells."""
    for cell, mark in marked(nbformat.read(source, as_version=4)):
        regions = [
            re.findall(rf"BEGIN {word}[^\n]*\n(.*?)[^\n]*END {word}", cell.source, re.S) for word in HIDDEN
        ]
        text = "\n".join(region for found in regions for region in found)
        if mark["solution"] and "BEGIN SOLUTION" not in cell.source:
            text = cell.source
        # A line of a few characters, such as `return x`, stands in any text.
        yield from (line.strip() for line in text.splitlines() if len(line.strip()) > 12)


@pytest.fixture(scope="module")
def made_anew(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exercises")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's own
        assert generate(ROOT, folder) == 0
    return folder


def test_exercises_are_what_nbgrader_makes_from_solutions(made_anew):
    made = {path.relative_to(made_anew): path.read_bytes() for path in made_anew.rglob("*") if path.is_file()}
    kept = {
        path.relative_to(ROOT / "exercises"): path.read_bytes()
        for path in (ROOT / "exercises").rglob("*")
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }
    assert kept == made, "exercises/ is out of date: run `make exercises`"


@pytest.mark.parametrize("source", SOURCES, ids=names(SOURCES))
def test_no_line_of_an_answer_stands_in_the_exercise(source):
    hidden = list(hidden_lines(source))
    text = "\n".join(cell.source for cell in nbformat.read(released(source), as_version=4).cells)
    assert hidden, "the notebook has nothing to hide; is this test looking at the right lines?"
    assert [line for line in hidden if line in text] == []
    assert not re.search("BEGIN|END", text)


@pytest.mark.parametrize("path", [*SOURCES, *map(released, SOURCES)], ids=shown)
def test_stored_notebooks_hold_no_results(path):
    code = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert [(cell.outputs, cell.execution_count) for cell in code] == [([], None)] * len(code)


@pytest.mark.parametrize("source", SOURCES, ids=names(SOURCES))
def test_every_test_cell_is_one_line_of_check(source):
    tests = [
        cell.source
        for cell, mark in marked(nbformat.read(source, as_version=4))
        if mark["grade"] and not mark["solution"]
    ]
    assert tests
    assert [test for test in tests if not re.fullmatch(r"check\(\w+\)", test)] == []


@pytest.mark.parametrize("path", [*SOURCES, *map(released, SOURCES)], ids=shown)
def test_ids_are_unique(path):
    notebook = nbformat.read(path, as_version=4)
    for ids in ([cell.id for cell in notebook.cells], [mark["grade_id"] for _, mark in marked(notebook)]):
        assert len(ids) == len(set(ids))


def test_ids_are_unique_in_the_whole_course():
    ids = [mark["grade_id"] for source in SOURCES for _, mark in marked(nbformat.read(source, as_version=4))]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("source", SOURCES, ids=names(SOURCES))
def test_the_notebook_bears_the_name_of_its_folder(source):
    assert re.fullmatch(r"\d\d-[a-z-]+", source.stem)
    assert source.parent.name == source.stem
