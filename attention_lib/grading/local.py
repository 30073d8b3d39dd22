"""The warm process of this machine, for the workers of a run."""

import tempfile
from pathlib import Path
from typing import Any

from attention_lib.grading.course import CourseError
from attention_lib.grading.definition import imports, problems


class WarmProcess:
    """One warm process, started anew when it is gone; a context manager.

    Parameters
    ----------
    locked : list of str
        The code of the assignment that students can't change.
    sandboxed : bool
        Without it, what students wrote runs as whoever grades.
    """

    def __init__(self, locked: list[str], sandboxed: bool) -> None:
        self.locked, self.sandboxed = locked, sandboxed
        self.warm: Any = None

    def __enter__(self) -> "WarmProcess":
        from attention_lib.grading import sandbox

        if self.sandboxed and (lacks := sandbox.missing()):
            raise CourseError(
                "There is no sandbox here, and without one, what students wrote could do what you can do. "
                f"{' '.join(lacks)} With --no-sandbox it is graded all the same."
            )
        self.folder = tempfile.TemporaryDirectory(prefix="attention-edition-")
        sandbox.edition(problems(self.locked), Path(self.folder.name), imports(self.locked))
        return self

    def address(self, gone: bool = False) -> str:
        """Say where it listens; if it is gone, start another."""
        from attention_lib.grading import sandbox

        if gone:
            self.close()
        if self.warm is None:
            try:
                self.warm = sandbox.Warm(Path(self.folder.name), sandboxed=self.sandboxed).__enter__()
            except sandbox.NoKernel as error:
                raise CourseError(f"Students' processes can't be started: {error}") from None
        address: str = self.warm.address
        return address

    def close(self) -> None:
        """End it."""
        if self.warm is not None:
            self.warm.__exit__(None, None, None)
            self.warm = None

    def __exit__(self, *_: object) -> None:
        self.close()
        self.folder.cleanup()
