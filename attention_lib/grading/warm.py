"""The warm process: it has everything imported, and forks a student's process whenever one is asked for.

Between the two stands a keeper, which ends the student's process when it has had its time, or when the
other side hangs up. Neither of them runs a line of student code.
"""

import contextlib
import gc
import importlib
import json
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

from attention_lib.grading import kernel, wire

LINUX = sys.platform == "linux"
if LINUX:
    from attention_lib.grading import confine

TOTAL = 3600
"""Seconds after which a student's process is ended, whatever it is doing."""

FIRST = ("numpy", "torch", "matplotlib.pyplot")
"""Imported before the rehearsal, which would otherwise load them a second time."""

HUNG_UP = select.POLLHUP | getattr(select, "POLLRDHUP", 0)


def main() -> None:
    """Make ready, then fork for whoever connects, until stdin is closed."""
    settings = json.loads(sys.stdin.readline())
    if settings["sandboxed"]:
        confine.become_nobody()
    elif LINUX:
        confine.die_with_parent()
    os.makedirs(os.environ["HOME"], exist_ok=True)
    try:
        shell = prepare()
    except BaseException:
        sys.stderr = sys.__stderr__  # so that the other side reads what it was
        raise
    if LINUX and len(os.listdir("/proc/self/task")) > 1:  # a fork would lack the others, and wait for them
        print("The warm process has several threads.", file=sys.__stderr__)
        sys.exit(1)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for keepers
    listener = socket.socket(fileno=settings["listener"])
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    poll.register(0, 0)
    while True:
        if any(number == 0 for number, _ in poll.poll()):
            return
        connection, _ = listener.accept()
        if os.fork() == 0:
            with contextlib.suppress(BaseException):
                listener.close()
                keep(connection, shell, settings)
            os._exit(0)
        connection.close()


def prepare() -> kernel.Shell:
    """Import everything, and what typical cells turn out to need besides."""
    shell = kernel.prepare()
    for name in FIRST:
        importlib.import_module(name)
    for name in imported(lambda: kernel.rehearse(shell)):
        if name not in sys.modules:
            with contextlib.suppress(Exception), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                importlib.import_module(name)
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)
    if pyplot := sys.modules.get("matplotlib.pyplot"):  # finds the fonts
        figure, axes = pyplot.subplots()
        axes.set_title("$x$")
        figure.canvas.draw()
        pyplot.close(figure)
    gc.collect()
    gc.freeze()  # else the first collection in each fork would copy all that it looks at
    return shell


def imported(rehearse: Any) -> list[str]:
    """Rehearse in a fork, which is then gone with all traces, and return what it says."""
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        with contextlib.suppress(BaseException), open(writer, "w") as pipe:
            pipe.write(json.dumps(rehearse()))
        os._exit(0)
    os.close(writer)
    with open(reader) as pipe:
        names: list[str] = json.loads(pipe.read() or "[]")
    os.waitpid(child, 0)
    return names


def keep(connection: socket.socket, shell: kernel.Shell, settings: dict[str, Any]) -> None:
    """Start a student's process, and see to it that it ends."""
    bell, ringer = os.pipe()
    os.set_blocking(ringer, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(ringer)
    folder = None
    try:
        if LINUX:
            confine.die_with_parent()
        if settings["sandboxed"]:
            confine.new_world()
        else:
            folder = tempfile.mkdtemp(dir=settings["folder"])
            if LINUX:
                confine.adopt_orphans()
        student = os.fork()
    except OSError as error:
        wire.send(connection, {"failed": str(error)})
        return
    if student == 0:
        try:
            begin(connection, shell, settings, folder)
        finally:
            os._exit(0)
    watch(connection, bell, student)
    with contextlib.suppress(ProcessLookupError):
        os.kill(student, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(student, 0)  # the first process of its world: with it, all others there have ended
    if folder is not None:
        if LINUX:
            confine.end_children()
        shutil.rmtree(folder, ignore_errors=True)


def watch(connection: socket.socket, bell: int, student: int) -> None:
    """Wait until the other side hangs up, the student's process has ended, or its time is up."""
    until = time.monotonic() + TOTAL
    poll = select.poll()
    poll.register(connection, HUNG_UP)
    poll.register(bell, select.POLLIN)
    while (left := until - time.monotonic()) > 0:
        for number, _ in poll.poll(left * 1000):
            if number != bell:
                return
            os.read(bell, 1000)
            if os.waitid(os.P_PID, student, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                return


def begin(
    connection: socket.socket, shell: kernel.Shell, settings: dict[str, Any], folder: str | None
) -> None:
    """Be the student's process: shut in, then answering."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        if folder is None:
            confine.shut_in(connection, bytes.fromhex(settings["filter"]))
            home = Path(confine.SCRATCH)
        else:
            os.setsid()
            if LINUX:
                confine.die_with_parent()
            home = Path(folder)
        for name in ("home", "work"):
            (home / name).mkdir(exist_ok=True)
        os.environ["HOME"] = str(home / "home")
        os.chdir(home / "work")
        sys.path.append("")  # a helper beside the notebook is found; it can't stand before what there is
    except BaseException as error:
        wire.send(connection, {"failed": f"{type(error).__name__}: {error}"})
        return
    kernel.serve(connection, shell)
