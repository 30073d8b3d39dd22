"""What the live pages are made of: exercises read from notebooks, Python put together, pages as notebooks."""

import gzip
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from sphinx.errors import ExtensionError

from attention_lib.book.live import notebook, runtime
from attention_lib.book.live.launch import hosted

ROOT = Path(__file__).parents[2]
MASKS = ROOT / "solutions/05-masks/05-masks.ipynb"


def test_an_exercise_is_read_from_its_notebook() -> None:
    exercise = notebook.read(MASKS, "masked_attention")
    # The example uses a function that the reader writes further up; in the page it comes from the library.
    assert exercise.stub.startswith(
        "import numpy as np\n\nfrom attention_lib.reference import causal_mask\n\n\ndef masked_attention("
    )
    assert "    # YOUR CODE HERE\n    raise NotImplementedError()\n" in exercise.stub
    assert "SOLUTION" not in exercise.stub + exercise.solution
    assert exercise.before_the_example.startswith("Try it on the chapter's example first.")


@pytest.mark.parametrize(
    ("path", "problem", "sentence"),
    [
        (
            MASKS.with_name("nothing.ipynb"),
            "softmax",
            "There is no notebook 05-masks/nothing.ipynb in solutions/.",
        ),
        (MASKS, "softmax", "05-masks.ipynb has no solution of softmax."),
    ],
)
def test_what_is_not_there_is_said(path: Path, problem: str, sentence: str) -> None:
    with pytest.raises(notebook.Missing, match=sentence):
        notebook.read(path, problem)


@pytest.fixture(scope="module")
def python(book: Path) -> Path:
    """Return the folder of the Python in the page."""
    (folder,) = book.glob("_static/live/python-*")
    return folder


def unpacked(folder: Path, name: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(gzip.decompress(folder.joinpath(f"{name}.gz").read_bytes())))


def test_the_course_in_the_page_is_this_one_and_no_grader_is_in_it(python: Path) -> None:
    course = unpacked(python, "course.zip")
    source = "attention_lib/reference/softmax.py"
    assert course.read(source) == ROOT.joinpath(source).read_bytes()
    names = course.namelist()
    assert "attention_lib/check/html.pyc" in names
    assert not any("grading" in name or "solutions" in name or "torch/" in name for name in names)


def test_licences_are_there(python: Path) -> None:
    text = python.joinpath("LICENCES.txt").read_text("utf8")
    for part in (
        "Pyodide 0.24.1",
        "Mozilla Public License 2.0",
        "NumPy Developers",
        "Redistributions of source code must retain",
        "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2",
        "array-api-compat",
    ):
        assert part in text
    assert "codemirror" in python.with_name("EDITOR-LICENCES.txt").read_text("utf8").lower()


def test_put_together_twice_it_is_the_same(tmp_path: Path, python: Path) -> None:
    assert runtime.provide(ROOT / ".cache", tmp_path).name == python.name
    entries = [("a.py", b"x = 1\n"), ("b/c.py", b"")]
    assert runtime.archive(entries) == runtime.archive(entries)


def test_the_wheel_is_pinned_by_hash_and_a_failure_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(runtime.WHEEL_SHA256) == 64
    calls = []

    def no_network(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        calls.append(Path(command[-1]).read_text())
        return subprocess.CompletedProcess(
            command, 1, "", "WARNING: retrying\nERROR: No matching distribution\n"
        )

    monkeypatch.setattr(runtime.subprocess, "run", no_network)
    with pytest.raises(
        ExtensionError, match=r"pip could not fetch NumPy for the pages \(No matching"
    ) as caught:
        runtime.wheel(tmp_path)
    assert "\n" not in str(caught.value)
    assert calls == [f"{runtime.WHEEL} --hash=sha256:{runtime.WHEEL_SHA256}\n"]
    assert not list(tmp_path.rglob("*.whl"))


def test_a_page_can_be_taken_as_a_notebook_that_runs(book: Path, tmp_path: Path) -> None:
    page = nbformat.read(book / "_downloads/notebooks/01-scores.ipynb", as_version=4)
    nbformat.validate(page)
    words = "\n".join(cell.source for cell in page.cells if cell.cell_type == "markdown")
    for left in (
        "{term}",
        "{doc}",
        "{glue",
        "{admonition}",
        ":::",
        "{moving}",
        "{eq}",
        "(scores-wrong-side)=",
    ):
        assert left not in words
    assert re.search(r"Unstretched, the key wins \d\.\d % of the queries", words)  # a number of a cell's
    code = "\n\n".join(cell.source for cell in page.cells if cell.cell_type == "code")
    environment = {**os.environ, "MPLBACKEND": "agg", "PYTHONPATH": str(ROOT)}
    subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True, capture_output=True
    )


def test_every_chapter_offers_its_notebooks_and_no_service_without_a_repository(book: Path) -> None:
    for page in sorted(ROOT.glob("solutions/*")):
        soup = BeautifulSoup(book.joinpath(f"{page.name}.html").read_text("utf8"), "html.parser")
        links = [link["href"] for link in soup.select(".dropdown-work-on-it a")]
        assert links == [
            f"_downloads/notebooks/{page.name}.ipynb",
            f"_downloads/notebooks/{page.name}-exercises.ipynb",
        ]
        for link in links:
            nbformat.validate(json.loads(book.joinpath(link).read_text("utf8")))


def test_with_a_repository_colab_and_binder_are_offered() -> None:
    assert hosted("https://github.com/owner/name.git", "main", "exercises/a/a.ipynb") == {
        "Colab": "https://colab.research.google.com/github/owner/name/blob/main/exercises/a/a.ipynb",
        "Binder": "https://mybinder.org/v2/gh/owner/name/main?urlpath=lab%2Ftree%2Fexercises%2Fa%2Fa.ipynb",
    }
    assert list(hosted("https://gitlab.com/owner/name", "main", "a.ipynb")) == ["Binder"]
    assert hosted("https://example.org/owner/name", "main", "a.ipynb") == {}
