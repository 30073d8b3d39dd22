"""The student's process: it runs cells as Jupyter does, and answers for the functions that they define.

It says nothing about marks. Whatever comes from here may be made up by student code, so that the other
side reads it as a claim and no more.
"""

# mypy: allow-subclassing-any, allow-untyped-calls

import builtins
import contextlib
import getpass
import importlib
import os
import random
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from IPython.core.autocall import ExitAutocall
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import SList
from traitlets import Type
from traitlets.config import Config

from attention_lib.grading import wire
from attention_lib.grading.outputs import Outputs, Stream

AGAIN, SOONEST = 0.05, 0.001
"""Seconds after which a cell that goes on in spite of its time being up is stopped again; then ever sooner."""

ELSEWHERE = "attention_lib.check.function"
"""Where the answers to all operations but "run" are."""

OUTPUTS = Outputs()


class TimeUp(BaseException):
    """Raised inside a cell when its time is up."""


class Publisher(DisplayPublisher):
    """Takes what `display` shows."""

    def publish(self, data: Any, metadata: Any = None, source: Any = None, **more: Any) -> None:
        """Show it, or show it in the place of something else."""
        display = (more.get("transient") or {}).get("display_id")
        if more.get("update"):
            OUTPUTS.update(data, metadata, display)
        else:
            OUTPUTS.show("display_data", data, metadata, display)

    def clear_output(self, wait: bool = False) -> None:
        """Take away what the cell has shown."""
        OUTPUTS.clear(wait)


class Hook(DisplayHook):
    """Takes the value of a cell's last line."""

    def write_output_prompt(self) -> None:
        """No prompt: the notebook has its own."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Show it."""
        OUTPUTS.show("execute_result", format_dict, md_dict, execution_count=self.prompt_count)

    def log_output(self, format_dict: Any) -> None:
        """Keep no second copy."""


class Exit(ExitAutocall):
    """`exit()` has no effect: the cells below are graded too."""

    def __call__(self, keep_kernel: bool = False) -> None:
        """Do nothing."""


class Shell(InteractiveShell):
    """IPython's shell, with its outputs collected."""

    displayhook_class = Type(Hook)
    display_pub_class = Type(Publisher)

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        if isinstance(etype, type) and issubclass(etype, TimeUp):
            return  # `run` says it
        try:
            said = str(evalue)
        except Exception:
            said = ""
        OUTPUTS.fail(etype.__name__, said, [str(line) for line in stb])

    def _tee(self, channel: str) -> Any:
        """Keep no second copy of what is printed."""
        return contextlib.nullcontext()

    def init_hooks(self) -> None:
        """`name?` opens a pager, which no notebook keeps."""
        super().init_hooks()
        self.set_hook("show_in_pager", lambda *_, **__: None, 0)

    def ask_exit(self) -> None:
        """Go on."""

    def enable_gui(self, gui: Any = None) -> None:
        """There is no screen for windows."""

    def set_next_input(self, text: str, replace: bool = False) -> None:
        """There is no next input."""

    def system(self, cmd: str) -> None:
        """Say why `!command` does nothing."""
        print(
            f"!{cmd.strip()[:80]} was not run: while grading, no other programs can be started.",
            file=sys.stderr,
        )
        self.user_ns["_exit_code"] = 1

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        """The same for `text = !command`."""
        self.system(cmd)
        return SList() if split else ""


def prepare() -> Shell:
    """Make the shell, before any student's process exists."""
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    sys.stdout, sys.stderr = Stream(OUTPUTS, "stdout"), Stream(OUTPUTS, "stderr")
    shell: Shell = Shell.instance(config=config, colors="neutral")
    for name in ("exit", "quit"):
        shell.user_ns[name] = Exit(shell)
        shell.user_ns_hidden[name] = shell.user_ns[name]
    builtins.input = no_input
    getpass.getpass = no_input
    return shell


def no_input(*_: Any, **__: Any) -> str:
    """Nobody is there to answer."""
    raise StdinNotImplementedError("input() was called, but nobody can answer while the notebook is graded.")


def serve(connection: socket.socket, shell: Shell) -> None:
    """Answer until the other side is gone.

    The first message brings the submission's files, which are written into the working folder.
    """
    reseed()
    state: dict[str, Any] = {}
    while True:
        try:
            message = wire.receive(connection)
        except (wire.Gone, wire.Garbled):
            return
        answer = {"id": message.get("id")}
        try:
            answer["answer"] = _answer(shell, state, message)
            wire.send(connection, answer)
        except wire.Gone:
            return
        except BaseException as error:  # what student code left behind may raise here too
            answer.pop("answer", None)
            wire.send(connection, {**answer, "failed": f"{type(error).__name__}: {error}"[:1000]})


def _answer(shell: Shell, state: dict[str, Any], message: dict[str, Any]) -> Any:
    operation = message["op"]
    if operation == "start":
        return start(message["files"])
    if operation == "run":
        return run(shell, message["source"], message["seconds"])
    operations = importlib.import_module(ELSEWHERE).OPERATIONS
    return operations[operation](shell.user_ns, state, message)


def start(files: list[tuple[str, Any]]) -> None:
    """Write the submission's files."""
    for name, data in files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise ValueError(f"a file is called {name!r}")
        os.makedirs(path.parent, exist_ok=True)
        with open(path, "wb") as file:
            file.write(data.tobytes())


def reseed() -> None:
    """Give this process random numbers of its own: those of its parent are every student's."""
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    if torch := sys.modules.get("torch"):
        torch.seed()


def run(shell: Shell, source: str, seconds: float) -> dict[str, Any]:
    """Run one cell, and hand over what it showed."""
    OUTPUTS.begin()
    late = False
    try:
        with _time(seconds) as clock:
            shell.run_cell(source, store_history=True)
    except TimeUp:  # in IPython's own code
        late = True
    except BaseException:
        with contextlib.suppress(BaseException):
            shell.showtraceback()
    if late or clock.rang:
        OUTPUTS.fail("CellTimeoutError", still_running(seconds), [still_running(seconds)])
    return {"outputs": OUTPUTS.end(), "count": shell.execution_count - 1}


def still_running(seconds: float) -> str:
    """Say that a cell took too long."""
    return (
        f"This cell was still running after {seconds:g} s and was stopped. Look for a loop that never ends."
    )


class _Clock:
    """Raises `TimeUp` when the time is up, and again, ever sooner, for code that catches it and goes on."""

    rang = False
    is_running = True
    again = AGAIN

    def ring(self, *_: Any) -> None:
        if self.is_running:
            self.rang = True
            self.again = max(self.again / 2, SOONEST)
            signal.setitimer(signal.ITIMER_REAL, self.again, self.again)
            raise TimeUp


@contextlib.contextmanager
def _time(seconds: float) -> Iterator[_Clock]:
    clock = _Clock()
    signal.signal(signal.SIGALRM, clock.ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield clock
    finally:
        clock.is_running = False  # the first thing, and no call: from here on no bell raises anything
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_IGN)


REHEARSAL = (
    "import numpy as np, matplotlib.pyplot as plt, torch, inspect\n%matplotlib inline",
    "from attention_lib import check, plot\nimport attention_lib.reference",
    "fig, ax = plt.subplots()\nax.plot([1, 2], label='$x^2$')\nax.imshow(np.eye(2))\nax.legend()"
    "\nfig.colorbar(ax.images[0])",
    "layer = torch.nn.Linear(2, 2)\ntorch.softmax(layer(torch.ones(1, 2)), -1).sum().backward()\nlayer",
    "rng = np.random.default_rng(0)\nrng.normal(size=(2, 3)) @ np.linalg.svd(np.eye(3))[0]",
    "import asyncio\nawait asyncio.sleep(0)",
    "def f(x):\n    return 1 / x\nprint(inspect.getsource(f))\nf(0)",
    "x = (",
    "import warnings\nwarnings.warn('once')",
    "%time 1 + 1",
    "np.zeros(3)?",
)
"""Typical cells, run before any student is there, so that what they load is loaded."""


def rehearse(shell: Shell) -> list[str]:
    """Run typical cells, and name the modules that are loaded then. The shell is used up: do it in a fork."""
    for source in REHEARSAL:
        run(shell, source, 60)
    with contextlib.suppress(ImportError):
        importlib.import_module(ELSEWHERE)
    return sorted(name for name, module in sys.modules.items() if module is not None)
