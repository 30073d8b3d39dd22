"""The course folder: its assignments, and nbgrader's own interface to it."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any


class CourseError(Exception):
    """Something that the teacher can put right; the message says what."""


def assignments(root: Path) -> list[str]:
    """Name the assignments: the folders of solutions/ that hold a notebook.

    Raises
    ------
    CourseError
        When there is none.
    """
    source = root / "solutions"
    names = sorted({path.parent.name for path in source.glob("[!.]*/*.ipynb")})
    if not names:
        raise CourseError(
            f"There is no assignment in {source}: each is a folder with a notebook of the same name, "
            "as in solutions/01-scores/01-scores.ipynb."
        )
    return names


def spare_slow_imports() -> None:
    """Start two seconds faster: jsonschema loads a grammar of web addresses, for a check that nobody asks for."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # as if it were not installed


def settings(root: Path, **course_directory: str) -> Any:
    """Read the course's `nbgrader_config.py`.

    Parameters
    ----------
    root
        The folder that holds `nbgrader_config.py`.
    **course_directory
        Options of nbgrader's `CourseDirectory` to set differently, such as `release_directory`.

    Returns
    -------
    traitlets.config.Config

    Raises
    ------
    CourseError
        When the folder isn't a course.
    """
    from traitlets.config.loader import PyFileConfigLoader

    if not (root / "nbgrader_config.py").is_file():
        raise CourseError(f"{root} is not the course's folder: it holds no nbgrader_config.py.")
    if shutil.which("alembic") is None:  # nbgrader runs it by name, to make a new gradebook
        os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    config.CourseDirectory.update(course_directory)
    return config


def nbgrader_api(root: Path, **course_directory: str) -> Any:
    """Open the course with its `settings`, as nbgrader's `NbGraderAPI`."""
    # nbgrader takes seconds to import, and is not needed to say that there is nothing to do.
    from nbgrader.apps import NbGraderAPI

    config = settings(root, **course_directory)
    config.NbGraderAPI.log_level = "ERROR"  # each call's answer holds its log; of this, only what went wrong
    return NbGraderAPI(config=config)
