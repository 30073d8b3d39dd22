"""Calls code that may do anything, and says in words what it did."""

import contextlib
import io
import linecache
import re
import signal
import sys
import sysconfig
import threading
import time
import traceback
import types
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import is_
from types import FrameType
from typing import Any

import numpy as np

TIME_LIMIT = 5.0
"""Seconds that one call may take; the largest case takes a loop in plain Python a few milliseconds."""

PATIENCE = 2
"""How many times the limit is waited on for code that has not computed for so long: on a busy machine, or one
that slept, it had to wait."""

TICK = 0.25
"""Seconds after which it is looked at again."""

LONGEST = 10_000
"""Characters that are read of what an exception says."""

AGAIN = 0.05
"""Seconds after which code that went on in spite of the time limit is stopped again; then ever sooner."""

SOONEST = 20e-6
"""Seconds between two stops at least. So soon after one, code that caught it is still busy with that, where
it catches no more."""


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
        value = _within(limit, printed, function, arguments)
        if printed.replaced:
            return Outcome(
                problem=f"It replaces {printed.replaced[0]} by something else, for everybody who uses NumPy: "
                "give your own function a name of its own.",
                kind="error",
            )
    except TimeUp:
        return Outcome(
            problem=f"It was still running after {limit:.2g} seconds and was stopped: look for a loop "
            "that never ends.",
            kind="stopped",
        )
    except KeyboardInterrupt as error:
        return Outcome(
            problem="It was interrupted (KeyboardInterrupt).", kind="stopped", lines=own_lines(error)
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
    if issubclass(type(value), types.GeneratorType | types.CoroutineType):
        with contextlib.suppress(BaseException):
            value.close()
        return Outcome(
            problem="It returned a generator, so nothing was computed: use return, not yield.",
            kind="type",
        )
    return Outcome(value=value, printed=printed.used)


def _within(limit: float, printed: "_Sink", function: Callable[..., Any], arguments: list[Any]) -> Any:
    clock = _Clock(limit)
    with _contained(printed):
        clock.start()
        try:
            value = function(*arguments)
        finally:
            clock.is_running = False  # the first thing, and no call: from here on no bell raises anything
            clock.stop()
    if clock.rang:  # and the code caught what was raised
        raise TimeUp
    return value


def describe(error: BaseException) -> str:
    """An exception's type and the first line of what it says, whatever its own methods do."""
    try:
        said = str.splitlines(str.strip(_within(1.0, _Sink(), str, [error])[:LONGEST]))
    except BaseException:
        said = []
    if said and (sizes := re.search(r"matmul: .*\(size (\d+) is different from (\d+)\)", said[0])):
        return (
            f"{type(error).__name__}: in a matrix product, the first factor has {_counted(sizes[2], 'column')} and "
            f"the second {_counted(sizes[1], 'row')}; the two must agree"
        )
    return type_name(error) + (f": {said[0][:300].rstrip('.')}" if said else "")


def type_name(value: Any) -> str:
    """What the type of a value is called, whatever its own attributes say."""
    name: str = _NAME(type(value))
    return name


def _counted(number: str, what: str) -> str:
    return f"{number} {what}{'s' * (number != '1')}"


def own_lines(error: BaseException) -> str:
    """The lines of a traceback that the student wrote, not those of the libraries below or above."""
    frames = [
        frame
        for frame in traceback.extract_tb(_last_calls(error))
        if "site-packages" not in frame.filename and not frame.filename.startswith(_NOT_THEIRS)
    ]
    lines = [
        f"line {frame.lineno}: {linecache.getline(frame.filename, frame.lineno or 0).strip()}"
        for frame in frames[-3:]
    ]
    return "\n".join(dict.fromkeys(lines))  # a recursion repeats its line


def _last_calls(error: BaseException) -> Any:
    """The end of a traceback, which may have a million calls after a recursion."""
    last = ahead = _TRACEBACK(error)
    for _ in range(200):
        ahead = ahead and ahead.tb_next
    while ahead is not None:
        last, ahead = last.tb_next, ahead.tb_next
    return last


_NAME: Callable[[type], str] = vars(type)["__name__"].__get__
_TRACEBACK: Callable[[BaseException], Any] = vars(BaseException)["__traceback__"].__get__
_NOT_THEIRS = (__file__.rsplit("check", 1)[0], sysconfig.get_path("stdlib"), "<frozen")


class _Sink(io.StringIO):
    """Takes what is printed and keeps none of it, so that a loop that prints fills no memory."""

    used = False
    replaced: tuple[str, ...] = ()

    def write(self, text: str, /) -> int:
        self.used = True
        return len(text)

    @property
    def buffer(self) -> io.BytesIO:
        return io.BytesIO()


_NUMPY = {
    module: {name: value for name, value in vars(module).items() if callable(value)}
    for module in (np, np.linalg)
}


def replaced_in_numpy(restore: bool = False) -> tuple[str, ...]:
    """Name NumPy's functions that are no longer its own; put them back, if asked to."""
    # After every call of a student's function this is asked, and nearly always in vain.
    if all(all(map(is_, map(vars(module).get, its), its.values())) for module, its in _NUMPY.items()):
        return ()
    found = []
    for module, functions in _NUMPY.items():
        now = vars(module)
        for name, function in functions.items():
            if now.get(name) is not function:
                found.append(f"{module.__name__.replace('numpy', 'np', 1)}.{name}")
                if restore:
                    setattr(module, name, function)
    return tuple(found)


@contextlib.contextmanager
def _contained(printed: _Sink) -> Iterator[None]:
    """Let nothing out that outlives the call: prints, warnings, settings of NumPy and of Python."""
    # nbgrader gives a test cell no points when anything is on stderr, a warning included.
    deepest, tracer, profiler = sys.getrecursionlimit(), sys.gettrace(), sys.getprofile()
    # Where other processes keep the cores busy, PyTorch's threads wait for each other for most of the time.
    set_threads = getattr(sys.modules.get("torch"), "set_num_threads", None)
    threads = sys.modules["torch"].get_num_threads() if set_threads else 0
    if set_threads and threads > 1:
        set_threads(1)
    try:
        with (
            np.errstate(all="warn"),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(_Sink()),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        printed.replaced = replaced_in_numpy(restore=True)
        sys.setrecursionlimit(deepest)
        if sys.gettrace() is not tracer:
            sys.settrace(tracer)
        if sys.getprofile() is not profiler:
            sys.setprofile(profiler)
        if set_threads and sys.modules["torch"].get_num_threads() != threads:
            set_threads(threads)


class _Clock:
    """Raises `TimeUp` when the time is up, and again, ever sooner, for code that catches it and goes on."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.rang = False
        self.is_running = False

    def start(self) -> None:
        self._has_timer = (
            hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
        )
        if not self._has_timer:
            return
        self._handler = signal.signal(signal.SIGALRM, self._ring)
        self._started, self._computed = time.monotonic(), time.process_time()
        self._again, self._waited = AGAIN, 0.0
        self.is_running = True
        self._others, self._interval = signal.setitimer(signal.ITIMER_REAL, self.seconds, AGAIN)

    def stop(self) -> None:
        if not self._has_timer:
            return
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._handler)
        if self._others:  # somebody else's timer was running: a test runner's, or an outer call's
            left = max(self._others - (time.monotonic() - self._started), 0.001)
            signal.setitimer(signal.ITIMER_REAL, left, self._interval)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if not self.is_running:
            return
        if (
            time.process_time() - self._computed < 0.9 * self.seconds
            and self._waited < PATIENCE * self.seconds
        ):
            self._waited += TICK
            signal.setitimer(signal.ITIMER_REAL, TICK, AGAIN)
        else:
            self.rang = True
            self._again = max(self._again / 2, SOONEST)
            signal.setitimer(signal.ITIMER_REAL, self._again, self._again)
            raise TimeUp
