"""The command line: ``attention-lib check``, and what the Makefile's targets run."""

import json
import os
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

try:
    import click
except ModuleNotFoundError:
    sys.exit("attention-lib's command line needs click: pip install 'attention_lib[cli]'")

from attention_lib.check import PROBLEMS, Report, run, unknown
from attention_lib.check.call import call

NOT_PASSED, USAGE = 1, 2

SECONDS_TO_LOAD = 30.0
"""That a student's file may take: importing PyTorch alone takes ten where the disk is slow."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="attention_lib", message="%(version)s")
def main() -> None:
    """Attention, from the dot product up: check exercises, build the book, grade a class."""


@main.command()
@click.argument("problem")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--function", "name", help="The function's name, where it is not the problem's.")
@click.option("--seed", type=int, help="Draw the same cases as a report with this seed.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def check(problem: str, file: Path, name: str | None, seed: int | None, as_json: bool) -> None:
    """Check a function in FILE against PROBLEM. Exit code: 0 passed, 1 not, 2 wrong usage.

    `attention-lib problems` lists what there is to check. What --json prints is described by the JSON
    Schema attention_lib/check/report.schema.json.
    """
    if problem not in PROBLEMS:
        raise click.UsageError(unknown(problem))
    report = _check(problem, file, name or problem, seed)
    if as_json:
        click.echo(json.dumps(report.to_dict(), ensure_ascii=False))
    else:  # click leaves colours out where the output is no terminal; see https://no-color.org
        click.echo(report.text(colour=True), color=False if "NO_COLOR" in os.environ else None)
    sys.exit(0 if report.passed else NOT_PASSED)


def _check(problem: str, file: Path, name: str, seed: int | None) -> Report:
    if file.suffix != ".py":
        raise click.UsageError(f"{file} is not a Python file (.py). In a notebook, use check({problem}).")
    # Not under the name __main__: what a student keeps behind that guard does not run.
    outcome = call(lambda: runpy.run_path(str(file), run_name="student"), [], SECONDS_TO_LOAD)
    if outcome.problem is not None:
        where = f"\n{outcome.lines}" if outcome.lines else ""
        return Report.refusal(f"{file} can't be run. {outcome.problem}{where}")
    function: Callable[..., Any] | None = outcome.value.get(name)
    if not callable(function):
        return Report.refusal(
            f"{file} defines no function {name}. If yours has another name: --function NAME."
        )
    return run(problem, function, seed)


@main.command()
def problems() -> None:
    """List the problems that `check` knows, with their points."""
    width = max(map(len, PROBLEMS))
    for problem in PROBLEMS.values():
        click.echo(f"{problem.name:{width}}  {problem.max_score:2} points  {problem.header or problem.call}")


@main.command()
def book() -> None:
    """Build the book into _build/html, warnings as errors."""
    from attention_lib.book.build import build

    sys.exit(build(Path.cwd()))


@main.command()
@click.argument("file", default="_build/attention.pdf", type=click.Path(dir_okay=False, path_type=Path))
def pdf(file: Path) -> None:
    """Print the whole book as one PDF, FILE or _build/attention.pdf. Needs Chromium or Chrome."""
    from attention_lib.book.paper import print_book

    sys.exit(print_book(Path.cwd(), file))


@main.command()
@click.option("--to", "folder", default="_build/site", type=click.Path(file_okay=False, path_type=Path))
@click.option("--address", default="", help="Where the site will be, as https://example.org/attention/.")
def publish(folder: Path, address: str) -> None:
    """Write the book as a folder that any host of static files can serve, at any path.

    With --address, pages also name their canonical address, links to them show a picture where people
    share links, and there is a sitemap.
    """
    from attention_lib.book.publish import publish as publish_book

    sys.exit(publish_book(Path.cwd(), folder, address))


@main.command()
@click.option("--port", type=int, help="Answer on this port only; without it on 8000 or the next free one.")
def serve(port: int | None) -> None:
    """Build the book and serve it on 127.0.0.1."""
    from attention_lib.book.build import build
    from attention_lib.book.serve import serve as serve_book

    sys.exit(build(Path.cwd()) or serve_book(Path.cwd(), port))


@main.command()
def exercises() -> None:
    """Make exercises/ from solutions/ with nbgrader."""
    from attention_lib.grading.exercises import generate

    sys.exit(generate(Path.cwd()))


@main.command()
@click.argument("assignment", default="")
@click.option("--student", metavar="NAME", help="Grade this student only.")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Processes that mark; as many as cores.")
@click.option("--force", is_flag=True, help="Grade again also what is graded and has not changed.")
@click.option(
    "--seed", type=click.IntRange(0), metavar="N", help="The secret from which the tests' cases are drawn."
)
@click.option("--db", metavar="URL", help="The gradebook, in place of the one in nbgrader_config.py.")
@click.option("--scheduler", metavar="tcp://HOST:PORT", help="Mark on the workers of this Dask scheduler.")
@click.option(
    "--no-sandbox",
    "sandboxed",
    flag_value=False,
    default=True,
    type=bool,
    help="Run student code unprotected.",
)
def grade(assignment: str, **options: Any) -> None:
    """Grade what was handed in for ASSIGNMENT, and write the feedback.

    Takes the submissions in nbgrader's course/submitted/ and fills nbgrader's gradebook,
    course/autograded/ and course/feedback/. The marks are those that `nbgrader autograde` gives, and
    formgrader, `nbgrader export` and `nbgrader release_feedback` go on from there. The class's summary
    (marks, mistakes, who wrote the same) is written to course/summary/.

    \b
    Examples:
      attention-lib grade 01-scores
      attention-lib grade 01-scores --student ada --force
      attention-lib grade 01-scores --db postgresql:///gradebook
      attention-lib grade 01-scores --scheduler tcp://10.0.0.1:8786

    What students wrote runs in a sandbox: no network, no view of the course or of other students, limits on
    memory, time and output. The verdict is reached outside of it. Where the machine can't have one (it
    needs Linux, bubblewrap and user namespaces), grading says what is missing and ends; --no-sandbox grades
    all the same, on a machine that has nothing to lose.

    Each submission is graded once. Its marks, graded notebook and feedback appear together. Stopped or
    killed at any point and started again, the run does what is missing. A submission is graded again when
    it has changed (an extension counts too), when the assignment or the checker has, when the seed is
    another, when its graded notebook was changed or removed, when only nbgrader itself had graded it, or
    with --force. Points and comments given by hand stay; whose marks changed, and why, is said. When a
    teacher has given points or comments, the next run writes that feedback page anew.

    Each assignment has a secret seed, drawn at the first run and kept in the gradebook: what is tested
    can't be known beforehand. --seed sets it.

    \b
    Exit code:
      0    everything is graded
      1    some submission needs you; its name is in the last line
      2    nothing was graded; the reason is on stderr
      130  stopped with Ctrl-C
    """  # noqa: D301  # the marks are click's
    from attention_lib.grading.grade import Options
    from attention_lib.grading.grade import grade as grade_assignment

    sys.exit(grade_assignment(Path.cwd(), assignment, Options(**options)))


@main.command()
@click.argument("folder", default="course-demo", type=click.Path(path_type=Path))
@click.option("--students", default=60, type=click.IntRange(1, 1000), show_default=True, help="How many.")
@click.option("--no-open", is_flag=True, help="Do not open the page in a browser.")
def demo(folder: Path, students: int, no_open: bool) -> None:
    """Make a class in FOLDER, grade it, and open the summary: a teacher's first five minutes.

    The class is made from the functions, right and wrong, on which the checker is tried; so this runs in a
    checkout of the course. FOLDER (course-demo) is made anew each time, and the course's own gradebook,
    submissions and marks are not touched.
    """
    from attention_lib.grading.demo import demo as show

    sys.exit(show(Path.cwd(), folder.absolute(), students, not no_open))
