"""What a student handed in, read with care: a folder may hold anything."""

import hashlib
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.utils import find_all_files

MOST = 50 * 2**20
"""Bytes that are read of one submission."""


@dataclass
class Received:
    """A submission's files, and why others were not read."""

    files: dict[str, bytes] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def content(self) -> str:
        """Tell one submission from another."""
        digest = hashlib.sha256()
        for name, data in sorted(self.files.items()):
            digest.update(os.fsencode(name) + b"\0" + hashlib.sha256(data).digest())
        for name, why in sorted(self.refused.items()):
            digest.update(os.fsencode(name) + b"\0" + why.encode())
        return digest.hexdigest()

    @property
    def timestamp(self) -> str | None:
        """What timestamp.txt says, which nbgrader writes when it collects."""
        data = self.files.get("timestamp.txt")
        return None if data is None else data.decode(errors="replace")


def receive(folder: Path, ignore: list[str]) -> Received:
    """Read a submission, no more than a notebook of text and plots ever has.

    Parameters
    ----------
    folder : Path
        The student's, of this assignment.
    ignore : list of str
        Patterns of files that don't count (`CourseDirectory.ignore`).
    """
    received, left = Received(), MOST
    paths = [Path(path) for path in find_all_files(str(folder), ignore)]
    # Notebooks first: beside a large file, the work itself is read.
    for path in sorted(paths, key=lambda path: (path.suffix != ".ipynb", len(path.parts), str(path))):
        name = path.relative_to(folder).as_posix()
        try:
            data = read(path, left)
        except ValueError as error:
            received.refused[name] = f"{name} {error}"
        else:
            received.files[name] = data
            left -= len(data)
    return received


def read(path: Path, most: int) -> bytes:
    """Read a plain file; not through a link, which may lead anywhere."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        kind = "is a link to another file, which is not followed" if path.is_symlink() else "can't be opened"
        raise ValueError(f"{kind}.") from None
    with open(descriptor, "rb") as file:
        facts = os.fstat(file.fileno())
        if not stat.S_ISREG(facts.st_mode):
            raise ValueError("is no file.")
        data = file.read(most + 1) if facts.st_size <= most else None
        if data is None or len(data) > most:
            size = facts.st_size / 2**20
            raise ValueError(f"is too large ({size:.0f} MB): a submission has at most {MOST // 2**20} MB.")
        return data
