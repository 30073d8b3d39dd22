"""Calls code that may do anything, and says in words what it did."""

import contextlib
import inspect
import io
import linecache
import re
import signal
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

import numpy as np

TIME_LIMIT = 5.0
"""Seconds that one call may take; the largest case takes a loop in plain Python a few milliseconds."""


class TimeUp(BaseException):
    """Raised inside student code when its time is up. No Exception, so that it is seldom caught."""


@dataclass(frozen=True)
class Outcome:
    """What one call did: its value, or the sentence that says why there is none."""

    value: Any = None
    problem: str | None = None
    kind: str = "value"
    lines: str = ""
    printed: bool = False


def call(function: Callable[..., Any], arguments: list[Any], limit: float = TIME_LIMIT) -> Outcome:
    """Call a function as a stranger's: printing is swallowed, and whatever it raises becomes words.

    Parameters
    ----------
    function : callable
        The student's.
    arguments : list
        Passed by position. Hand in copies.
    limit : float
        Seconds, on platforms with interval timers (not Windows, not in the browser) and in the main
        thread; elsewhere there is none.

    Returns
    -------
    Outcome
        With `kind` "value", or the kind of failure and a sentence.

    Examples
    --------
    >>> call(lambda x: x + 1, [1]).value
    2
    >>> call(lambda x: x / 0, [1]).problem
    'It stopped with ZeroDivisionError: division by zero.'
    """
    printed = _Sink()
    try:
        with _quiet(printed), _time_limit(limit):
            value = function(*arguments)
    except TimeUp:
        return Outcome(
            problem=f"It was still running after {limit:g} seconds and was stopped: look for a loop "
            "that never ends.",
            kind="time",
        )
    except NotImplementedError as error:
        return Outcome(
            problem="It is not written yet: put your code where NotImplementedError is raised.",
            kind="unwritten",
            lines=own_lines(error),
        )
    except RecursionError as error:
        return Outcome(
            problem="It calls itself without end (RecursionError).", kind="error", lines=own_lines(error)
        )
    except BaseException as error:  # student code may raise anything, SystemExit too
        return Outcome(problem=f"It stopped with {describe(error)}.", kind="error", lines=own_lines(error))
    if inspect.isgenerator(value) or inspect.iscoroutine(value):
        value.close()
        return Outcome(
            problem="It returned a generator, so nothing was computed: use return, not yield.",
            kind="type",
        )
    return Outcome(value=value, printed=printed.used)


def describe(error: BaseException) -> str:
    """An exception's type and the first line of what it says, whatever its own methods do."""
    try:
        said = str(error).strip().splitlines()
    except BaseException:
        said = []
    if said and (sizes := re.search(r"matmul: .*\(size (\d+) is different from (\d+)\)", said[0])):
        return (
            f"{type(error).__name__}: in a matrix product, the first factor has {sizes[2]} columns and "
            f"the second {sizes[1]} rows; the two must agree"
        )
    return type(error).__name__ + (f": {said[0][:300].rstrip('.')}" if said else "")


def own_lines(error: BaseException) -> str:
    """The lines of a traceback that the student wrote, not those of the libraries below or above."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if "site-packages" not in frame.filename and not frame.filename.startswith((_HERE, "<frozen"))
    ]
    lines = [
        f"line {frame.lineno}: {linecache.getline(frame.filename, frame.lineno or 0).strip()}"
        for frame in frames[-3:]
    ]
    return "\n".join(dict.fromkeys(lines))  # a recursion repeats its line


_HERE = __file__.rsplit("check", 1)[0]


class _Sink(io.StringIO):
    """Takes what is printed and keeps none of it, so that a loop that prints fills no memory."""

    used = False

    def write(self, text: str, /) -> int:
        self.used = True
        return len(text)


@contextlib.contextmanager
def _quiet(printed: _Sink) -> Iterator[None]:
    # nbgrader gives a test cell no points when anything is on stderr, a warning included.
    with (
        np.errstate(all="warn"),  # and what student code sets is undone
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(_Sink()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeUp

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
