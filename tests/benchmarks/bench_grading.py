"""Grading a class against nbgrader's own commands: rate, ready processes, growth with the class, feedback pages.

CLASS=240 make bench grades a large class of so many instead of 1,000.
"""

import importlib.util
import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
import pytest

from attention_lib.grading import sandbox

TESTS = Path(__file__).resolve().parents[1]
ASSIGNMENT, CLASS, LARGE = "01-scores", 60, int(os.environ.get("CLASS", "1000"))
STOCK = 8
"""So many submissions tell how long nbgrader takes for one; it is the same for each."""


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = sys.modules.setdefault(path.stem, importlib.util.module_from_spec(spec))
    spec.loader.exec_module(module)
    return module


bank_files = load(TESTS / "check" / "bank_files.py")
grading = load(TESTS / "grading" / "conftest.py")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The assignment, solved but for the first task, which each student does as a file of the bank does it."""
    course = grading.make_course(tmp_path_factory.mktemp("class") / "bench")
    course.run("nbgrader", "generate_assignment", "--force", ASSIGNMENT)
    notebook = course.solution()
    cell = grading.find(notebook, "dot-product-scores")
    answers = [
        entry.path.read_text()
        for kind in ("right", "wrong")
        for entry in bank_files.entries(kind)
        if entry.problem == "dot_product_scores"
    ]
    for number in range(max(CLASS, LARGE)):
        cell.source = answers[number % len(answers)]
        course.submit(f"student-{number:04}", notebook)
    return course


def a_class(course, folder, size, first=""):
    """The course with so many of the students; their answer to the first task begins with what is given."""
    made = type(course)(folder / f"class of {size}")
    shutil.copytree(
        course.folder, made.folder, ignore=lambda at, _: ["submitted"] if at.endswith("course") else []
    )
    for student in sorted((course.folder / "course" / "submitted").iterdir())[:size]:
        shutil.copytree(student, made.folder / "course" / "submitted" / student.name)
        if first:
            work = made.notebook("submitted", student.name)
            cell = grading.find(work, "dot-product-scores")
            cell.source = first + cell.source
            made.submit(student.name, work)
    return made


def took(course, *command):
    """Seconds, and the most memory that all its processes had together, in MiB (shared pages counted once)."""
    most, done = [0], threading.Event()

    def watch():
        while not done.wait(0.5):
            total = 0
            for process in psutil.Process().children(recursive=True):
                try:
                    total += process.memory_full_info().pss
                except psutil.Error:
                    continue
            most[0] = max(most[0], total)

    watcher = threading.Thread(target=watch)
    watcher.start()
    start = time.perf_counter()
    course.run(*command)
    seconds = time.perf_counter() - start
    done.set()
    watcher.join()
    return seconds, most[0] / 2**20


def each(course, size, *command):
    """Seconds for one more submission: those for a class, less those for one of it."""
    times = []
    for student in (["--student", "student-0000"], []):
        start = time.perf_counter()
        course.run(*command, "--force", *student)
        times.append(time.perf_counter() - start)
    return (times[1] - times[0]) / (size - 1)


def as_nbgrader_is(course):
    """Of the course's settings, keep the folders only: the rest is nbgrader's own."""
    file = course.folder / "nbgrader_config.py"
    folders = file.read_text().partition("# --- Grading ---")[0]
    file.write_text(folders + "c.ClearMarkScheme.enforce_metadata = False\n")


def test_a_class_against_nbgrader(course, note, benchmark, tmp_path):
    stock, ours = a_class(course, tmp_path, STOCK), a_class(course, tmp_path, CLASS)
    as_nbgrader_is(stock)
    theirs = each(stock, STOCK, "nbgrader", "autograde", ASSIGNMENT)
    their_page = each(stock, STOCK, "nbgrader", "generate_feedback", ASSIGNMENT)
    whole = benchmark.pedantic(lambda: took(ours, "attention-lib", "grade", ASSIGNMENT)[0], rounds=1)
    more = each(ours, CLASS, "attention-lib", "grade", ASSIGNMENT)
    pages = []
    for gone in ("student-0000", "*"):
        for folder in (ours.folder / "course" / "feedback").glob(gone):
            shutil.rmtree(folder)
        pages.append(took(ours, "attention-lib", "grade", ASSIGNMENT)[0])
    assert len(list((ours.folder / "course" / "feedback").rglob("*.html"))) == CLASS
    page = (pages[1] - pages[0]) / (CLASS - 1)
    rates(note, "", more, whole / CLASS, theirs)
    note(
        f"one of {CLASS} feedback pages",
        "generate_feedback",
        f"{page:.3f} s",
        f"{their_page:.3f} s",
        page / their_page,
        1 / 5,
    )


def rates(note, which, more, whole, theirs):
    """Print what a submission takes, without the start of the run and with it."""
    stock = f"{theirs:.2f} s"
    for what, ours in (
        (f"one of {CLASS} submissions{which}", more),
        ("the same, start and summary too", whole),
    ):
        note(what, "nbgrader autograde", f"{ours:.2f} s", stock, ours / theirs, 1 / 20)


def test_a_class_that_imports_pytorch_against_nbgrader(course, note, benchmark, tmp_path):
    """For nbgrader's own way, every student's process imports it anew; here, it is there."""
    stock, ours = (
        a_class(course, tmp_path / name, size, "import torch\n")
        for name, size in (("a", STOCK), ("b", CLASS))
    )
    as_nbgrader_is(stock)
    theirs = each(stock, STOCK, "nbgrader", "autograde", ASSIGNMENT)
    whole = benchmark.pedantic(lambda: took(ours, "attention-lib", "grade", ASSIGNMENT)[0], rounds=1)
    more = each(ours, CLASS, "attention-lib", "grade", ASSIGNMENT)
    rates(note, " that import PyTorch", more, whole / CLASS, theirs)


def test_a_larger_class_takes_as_long_for_each_and_no_more_memory(course, note, benchmark, tmp_path):
    few, many = a_class(course, tmp_path, CLASS), a_class(course, tmp_path, LARGE)
    small, least = took(few, "attention-lib", "grade", ASSIGNMENT)

    def grade():
        return took(many, "attention-lib", "grade", ASSIGNMENT)

    large, most = benchmark.pedantic(grade, rounds=1)
    ours, theirs = large / LARGE, small / CLASS
    note(
        f"each of {LARGE} submissions",
        f"each of {CLASS}",
        f"{ours:.2f} s",
        f"{theirs:.2f} s",
        ours / theirs,
        1.1,
    )
    note(
        f"memory for {LARGE} submissions",
        "goal 1,536 MiB",
        f"{most:.0f} MiB",
        f"{least:.0f} MiB",
        most / 1536,
        1.0,
    )


def test_a_ready_kernel(note, benchmark):
    with tempfile.TemporaryDirectory() as folder:
        sandbox.edition(["dot_product_scores"], Path(folder))
        with sandbox.Warm(Path(folder)) as warm:

            def ready():
                kernel = sandbox.connect(warm.address, {})
                ran = kernel.run("import torch, numpy, matplotlib.pyplot\n1 + 1", 10)
                assert ran.outputs[0]["data"]["text/plain"] == "2"
                return kernel

            kernels = []
            benchmark.pedantic(
                lambda: kernels.append(ready()), teardown=lambda: kernels.pop().close(), rounds=30
            )
    median = statistics.median(benchmark.stats.stats.data)
    note("a kernel with PyTorch answers", "goal 0.1 s", f"{median * 1e3:.0f} ms", "", median / 0.1, 1.0)
