"""Results on their way into the course's folders: all of a submission's files or none, whatever happens.

What a submission became is first written aside and made durable, under a name that says that it is complete.
From then on it is finished by whoever comes next, this run or the one after a power failure.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

NOTE = "result.json"


class Staged:
    """One submission's result, complete, and perhaps half moved into place.

    Parameters
    ----------
    folder : Path
        Named `done-…`; it holds a folder for each step of nbgrader, and `result.json`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.name = folder, folder.name
        self.result: dict[str, Any] = json.loads((folder / NOTE).read_text(encoding="utf-8"))

    def move(self, places: Mapping[str, Path]) -> None:
        """Put the new folders in the place of the old ones. May be done again after it was cut off."""
        for step, place in places.items():
            new, old = self.folder / step, self.folder / f"old-{step}"
            if not new.exists():
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            if place.exists():
                if old.exists():
                    shutil.rmtree(old)
                rename(place, old)
            rename(new, place)
            sync(place.parent)

    def take_back(self, places: Mapping[str, Path]) -> None:
        """Put the old folders back: the new ones could not be entered in the gradebook."""
        for step, place in places.items():
            old = self.folder / f"old-{step}"
            if old.exists() and not (self.folder / step).exists():
                shutil.rmtree(place, ignore_errors=True)
                rename(old, place)

    def remove(self) -> None:
        """Forget it: it is where it belongs."""
        shutil.rmtree(self.folder, ignore_errors=True)


def stage(
    folder: Path, result: dict[str, Any], files: Mapping[str, Mapping[str, bytes]], modes: Mapping[str, int]
) -> Staged:
    """Write a result aside, durably.

    Parameters
    ----------
    folder : Path
        Where staged results are.
    result : dict
        What the gradebook gets; ready for JSON.
    files : mapping
        For each step, such as "autograded", the files by their path below the student's folder.
    modes : mapping
        Permissions of a step's files.

    Raises
    ------
    OSError
        When there is no room for it; what was written of it is then removed.
    """
    name = uuid4().hex
    new = folder / f"new-{name}"
    try:
        for step, contents in files.items():
            for path, data in contents.items():
                write(new / step / path, data, modes[step])
        write(new / NOTE, json.dumps(result, ensure_ascii=False).encode())
        for inner, _, _ in os.walk(new):
            sync(Path(inner))
        os.rename(new, folder / f"done-{name}")
        sync(folder)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return Staged(folder / f"done-{name}")


def left_over(folder: Path) -> Iterator[Staged]:
    """Find the results that an earlier run did not finish; what it did not even write is removed."""
    for path in sorted(folder.glob("new-*")):
        shutil.rmtree(path, ignore_errors=True)
    for path in sorted(folder.glob("done-*"), key=lambda path: path.stat().st_mtime_ns):
        if (path / NOTE).exists():
            yield Staged(path)
        else:  # it was finished, and its removal was cut off
            shutil.rmtree(path, ignore_errors=True)


def write(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file, and return when it is on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(mode)


def sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def rename(old: Path, new: Path) -> None:
    """Move a folder in one step; from another disk it is copied beside its place first."""
    try:
        os.rename(old, new)
    except OSError:
        if not old.is_dir():
            raise
        beside = new.with_name(f".{new.name}-{uuid4().hex}")
        shutil.copytree(old, beside)
        os.rename(beside, new)
        shutil.rmtree(old)
