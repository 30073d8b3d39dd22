"""Make exercises/ from solutions/ with nbgrader's generate_assignment."""

import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from attention_lib.grading.course import CourseError, assignments, nbgrader_api


def generate(root: str | Path, to: str | Path | None = None) -> int:
    """Make the students' version of every assignment, or say on stderr why it can't be made.

    nbgrader removes the old version before it makes the new one, so the new one is made elsewhere, and takes
    the old one's place when all have succeeded. Whatever fails, what was there before is then still there.

    Parameters
    ----------
    root
        The course's folder, with solutions/ and nbgrader_config.py.
    to
        Where the assignments go. Without it, to exercises/, and into the gradebook, which has to know an
        assignment before it can be graded. With it, the gradebook is left alone.

    Returns
    -------
    int
        0, or 1 where nothing was made: the exit code of `attention-lib exercises`.
    """
    root = Path(root).resolve()
    try:
        generate_all(root, Path(to).resolve() if to else root / "exercises", in_gradebook=to is None)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def generate_all(root: Path, destination: Path, in_gradebook: bool) -> None:
    """Make all assignments aside, then move them to their destination."""
    names = assignments(root)
    destination.mkdir(parents=True, exist_ok=True)
    # Beside the destination: on the same disk a folder is moved in one step.
    with tempfile.TemporaryDirectory(prefix=".exercises-", dir=destination.parent) as folder:
        new = Path(folder)
        gradebook = {} if in_gradebook else {"db_url": f"sqlite:///{new}/gradebook.db"}
        api = nbgrader_api(root, release_directory=str(new / "release"), **gradebook)
        for name in names:
            generate_one(api, name)
        for name in names:
            replace(destination / name, new / "release" / name, new / "old" / name)


def register(root: Path, name: str, **course_directory: str) -> None:
    """Tell the gradebook about an assignment, without touching exercises/."""
    with tempfile.TemporaryDirectory() as folder:
        generate_one(nbgrader_api(root, release_directory=folder, **course_directory), name)


def generate_one(api: Any, name: str) -> None:
    """Have nbgrader generate one assignment, or say why it can't."""
    from attention_lib.grading.submission import read  # loads nbgrader

    for notebook in Path(api.coursedir.format_path(api.coursedir.source_directory, ".", name)).glob(
        "*.ipynb"
    ):
        try:
            read(notebook)
        except ValueError as error:
            raise CourseError(f"solutions/{name}: {error}") from None
    result = api.generate_assignment(name, force=True)
    if not result["success"]:
        raise CourseError(f"solutions/{name}: {reason(result)}")


def replace(current: Path, new: Path, old: Path) -> None:
    """Put a new folder in the place of the current one."""
    old.parent.mkdir(exist_ok=True)
    if current.exists():
        shutil.move(current, old)
    shutil.move(new, current)


SENTENCES = {
    r"Duplicate grade id: (\S+)": "two cells have the grade id {0!r}; give each its own.",
    r"Cannot add or remove cells|Cannot modify existing assignment": (
        "graded cells were added or removed, and there are already marks for it in course/gradebook.db. "
        "Give the changed exercise a new name, or begin a new gradebook for a new class."
    ),
    r"(?i)no end solution statement": "a '### BEGIN SOLUTION' has no '### END SOLUTION'.",
    r"Solution region detected in a non-solution cell": (
        "'### BEGIN SOLUTION' stands in a cell that isn't marked as a solution cell."
    ),
    r"No end mark scheme": "a 'BEGIN MARK SCHEME' has no 'END MARK SCHEME'.",
    r"old version": "its nbgrader metadata is of an older version; `nbgrader update solutions` renews it.",
}


def reason(result: dict[str, Any]) -> str:
    """Say in a sentence why an nbgrader command failed, or hand on what it said first."""
    words: str = result.get("log", "") + result.get("error", "")
    # The last line of a traceback, where the cause stands; the first traceback is the one that matters.
    causes: list[str] = re.findall(r"^ *[\w.]+(?:Error|Exception|Entry): (.+)$", words, flags=re.MULTILINE)
    for pattern, sentence in SENTENCES.items():
        if found := re.search(pattern, "\n".join(causes)):
            return sentence.format(*found.groups())
    return causes[0] if causes else words.strip().rpartition("\n")[2]
