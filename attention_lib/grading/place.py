"""The course's folders: where submissions are read, and where results are put."""

# mypy: allow-untyped-calls

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.utils import find_all_files

from attention_lib.grading.course import CourseError
from attention_lib.grading.staged import Staged, left_over, stage


class Place:
    """The folders of a course.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        nbgrader's names for them.
    config : traitlets.config.Config
        The teacher's settings.
    """

    def __init__(self, coursedir: Any, config: Any) -> None:
        self.coursedir, self.config = coursedir, config
        self.autograde = Autograde(coursedir=coursedir, config=config)
        converters = {
            "autograded": self.autograde,
            "feedback": GenerateFeedback(coursedir=coursedir, config=config),
        }
        self.modes = {step: int(str(each.permissions), 8) for step, each in converters.items()}
        self.staging = (
            Path(coursedir.format_path(coursedir.autograded_directory, ".", ".")).parent / ".grading"
        )

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be the only run in this course. The lock goes with the process, however it ends."""
        self.staging.mkdir(parents=True, exist_ok=True)
        with (self.staging / "lock").open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                file.seek(0)
                whose = f" (process {number})" if (number := file.read().strip()) else ""
                raise CourseError(
                    f"Another `attention-lib grade` is at work in this course{whose}. Wait for it, or stop it."
                ) from None
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield

    # --- Reading ---------------------------------------------------------------------------------

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """Find a student's folder at one of nbgrader's steps."""
        return Path(
            self.coursedir.format_path(getattr(self.coursedir, f"{step}_directory"), student, assignment)
        )

    def submitted(self, student: str, assignment: str) -> Path:
        """Find what was handed in."""
        return self.folder("submitted", student, assignment)

    def everyone(self, assignment: str) -> list[str]:
        """Name all who handed something in."""
        submitted = Path(self.coursedir.format_path(self.coursedir.submitted_directory, ".", "."))
        return sorted(path.parent.name for path in submitted.glob(f"[!.]*/{assignment}") if path.is_dir())

    def graded(self, student: str, assignment: str) -> dict[str, bytes]:
        """Read the files of a graded submission."""
        folder = self.folder("autograded", student, assignment)
        paths = [Path(path) for path in find_all_files(str(folder), self.coursedir.ignore)]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}

    def graded_files(self, student: str, assignment: str) -> str:
        """Tell whether graded notebooks are what they were."""
        folder = self.folder("autograded", student, assignment)
        return fingerprint_of({path.name: path.read_bytes() for path in folder.glob("*.ipynb")})

    def has_pages(self, student: str, assignment: str) -> bool:
        """Say whether each graded notebook has its page."""
        graded = self.folder("autograded", student, assignment).glob("*.ipynb")
        pages = self.folder("feedback", student, assignment)
        return all((pages / f"{path.stem}.html").is_file() for path in graded)

    def excluded(self, assignment: str) -> list[str]:
        """List the files of the exercise that leave a student's own as they are."""
        return list(self.autograde.exclude_overwriting.get(assignment, []))

    def sources(self, assignment: str, exclude: list[str]) -> dict[str, bytes]:
        """Read the exercise's other files, which take the place of a student's."""
        folder = self.folder("source", ".", assignment)
        paths = [Path(path) for path in find_all_files(str(folder), [*self.coursedir.ignore, "*.ipynb"])]
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
        return {name: data for name, data in files.items() if name not in exclude}

    # --- Writing ---------------------------------------------------------------------------------

    def finish_what_was_left(self, book: Any, say: Callable[[str], None]) -> None:
        """Finish the results that a run before this one had complete when it was ended."""
        for staged in left_over(self.staging):
            self.finish(book, staged, say)

    def put(
        self,
        book: Any,
        result: dict[str, Any],
        files: Mapping[str, Mapping[str, bytes]],
        say: Callable[[str], None],
    ) -> None:
        """Put one submission's result into the folders and the gradebook: all of it, or nothing."""
        try:
            staged = stage(self.staging, result, files, self.modes)
        except OSError as error:
            raise CourseError(
                f"Results can't be written to {self.staging} ({error.strerror}). What is graded is kept; start "
                "again once this is put right, and it goes on from here."
            ) from None
        self.finish(book, staged, say)

    def finish(self, book: Any, staged: Staged, say: Callable[[str], None]) -> None:
        """Enter a staged result, and move its files into place."""
        receipt = staged.result["receipt"]
        student, assignment = receipt["student"], receipt["assignment"]
        places = {step: self.folder(step, student, assignment) for step in ("autograded", "feedback")}
        try:
            entered = book.enter(staged.name, staged.result, lambda: staged.move(places))
        except CourseError:
            raise  # it stays staged
        except OSError as error:
            raise CourseError(f"{error.filename} can't be written ({error.strerror}).") from None
        except Exception:
            staged.take_back(places)
            staged.remove()
            raise
        staged.remove()
        if entered is not None and staged.result.get("why"):
            before, after = entered
            say_change(student, staged.result["why"], before, after, say)


def say_change(student: str, why: str, before: Any, after: Any, say: Callable[[str], None]) -> None:
    """Say whose marks changed, from what to what, and why."""
    if before is None:
        return
    old = {name: cell["score"] for name, cell in before["cells"].items()}
    new = {name: cell["score"] for name, cell in after["cells"].items()}
    changed = [f"{name} {old.get(name, 0):g} → {new[name]:g}" for name in new if new[name] != old.get(name)]
    if before["late_penalty"] != after["late_penalty"]:
        changed.append(f"late penalty {before['late_penalty']:g} → {after['late_penalty']:g}")
    if changed:
        total = f"{before['score']:g} → {after['score']:g} points"
        say(f"{student}: {total} ({', '.join(changed)}), because: {why}.")


def fingerprint_of(files: Mapping[str, bytes]) -> str:
    """Tell files from others."""
    digest = hashlib.sha256()
    for name, data in sorted(files.items()):
        digest.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
    return digest.hexdigest()
