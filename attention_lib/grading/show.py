"""What a run shows while it goes on: a bar on a terminal, lines elsewhere."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Shown(Protocol):
    """Where sentences go."""

    def say(self, sentence: str) -> None:
        """Show a sentence."""

    def advance(self) -> None:
        """Count one submission more."""


class Lines:
    """A line for each sentence, and nothing else: for a log."""

    def say(self, sentence: str) -> None:
        """Show a sentence."""
        print(plain(sentence), flush=True)

    def advance(self) -> None:
        """Count one submission more."""


class Bar:
    """Lines above a bar with the rate and the time that is left."""

    def __init__(self, progress: Any, bar: Any) -> None:
        self.progress, self.bar = progress, bar

    def say(self, sentence: str) -> None:
        """Show a sentence."""
        self.progress.console.print(plain(sentence), markup=False, highlight=False, soft_wrap=True)

    def advance(self) -> None:
        """Count one submission more."""
        self.progress.advance(self.bar)


@contextmanager
def shown(what: str, total: int) -> Iterator[Shown]:
    """Show how far a run is, as suits where its output goes.

    Parameters
    ----------
    what
        Stands before the bar.
    total
        How many submissions there are to mark.
    """
    if not sys.stdout.isatty() or total == 0:
        yield Lines()
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed * 60:.0f} a minute" if task.speed else "")

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, speed_estimate_period=300) as progress:
        yield Bar(progress, progress.add_task(what, total=total))


def plain(sentence: str) -> str:
    r"""Take out what would move the cursor: names of files and folders are students'.

    Examples
    --------
    >>> plain("a\x1b[2Jb")
    'a[2Jb'
    """
    return CONTROL.sub("", sentence).encode(errors="replace").decode()
