"""The sandbox, seen from outside: a warm process in bubblewrap, and students' processes that it forks."""

import contextlib
import json
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from attention_lib.grading import seccomp, wire
from attention_lib.grading.bubblewrap import INSIDE, command_line, environment, missing
from attention_lib.grading.edition import edition

__all__ = ["Kernel", "NoKernel", "Ran", "Warm", "connect", "edition", "missing"]

PATIENCE = 10.0
"""Seconds after which a process that ignores its time being up is ended from outside."""

START = 120.0
"""Seconds that importing everything may take."""

MOST = 2**24
"""Bytes of one cell's outputs; the process itself cuts them long before."""

ENDED = 5.0
"""Seconds to wait for a process to be gone."""


class NoKernel(Exception):
    """No student's process can be had; the message says why."""


@dataclass(frozen=True)
class Ran:
    """What running a cell came to."""

    outputs: list[dict[str, Any]]
    ended: str | None = None
    """Why the process is no more: "timeout", "died" or "too much output"."""
    count: int | None = None
    """The cell's number in [ ]."""


class Kernel:
    """One student's process. Whatever it says is a claim."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.ended: str | None = None

    def run(self, source: str, seconds: float) -> Ran:
        """Run one cell.

        A cell that takes longer is stopped, and has an error named CellTimeoutError; where the process
        ignores that, it is ended.
        """
        if self.ended is None:
            with contextlib.suppress(wire.Gone, wire.Garbled):
                message = {"op": "run", "source": source, "seconds": float(seconds)}
                ran = self.ask(message, seconds + PATIENCE, MOST)
                try:
                    return Ran(as_outputs(ran["outputs"]), count=int(ran["count"]))
                except (TypeError, ValueError, KeyError, AttributeError, RecursionError):
                    self._end("died")
        return Ran([], self.ended or "died")

    def ask(self, message: dict[str, Any], seconds: float, most: int = wire.MOST) -> Any:
        """Send one message and return the answer.

        Raises
        ------
        wire.Gone
            When the process has ended or does not answer in time. It is ended then.
        wire.Garbled
            When what it says is no answer to this; it is ended then, unless it said itself that it could not.
        """
        if self.ended is not None:
            raise wire.Gone
        # An answer that was written before the question can't have its number.
        number = secrets.token_hex(8)
        until = time.monotonic() + seconds
        try:
            self.connection.settimeout(seconds)
            wire.send(self.connection, {**message, "id": number})
            answer = wire.receive(self.connection, seconds, most)
        except wire.Gone:
            self._end("timeout" if time.monotonic() >= until else "died")
            raise
        except wire.Garbled as error:
            self._end("too much output" if str(error).startswith("a message of") else "died")
            raise
        if type(answer) is not dict or answer.get("id") != number or not {"answer", "failed"} & set(answer):
            self._end("died")
            # Only a process that could not be shut in says so without being asked.
            failed = type(answer) is dict and "id" not in answer and answer.get("failed")
            raise wire.Garbled(str(failed or "no answer to what was asked"))
        if "answer" not in answer:
            raise wire.Garbled(str(answer["failed"]))
        return answer["answer"]

    def close(self) -> None:
        """End the process with everything that it started."""
        self._end("closed")

    def _end(self, why: str) -> None:
        self.ended = self.ended or why
        with contextlib.suppress(OSError):
            # Half closed, so that the keeper hears of it, and we of its end.
            self.connection.shutdown(socket.SHUT_WR if sys.platform == "linux" else socket.SHUT_RDWR)
            until = time.monotonic() + ENDED
            while time.monotonic() < until:
                self.connection.settimeout(ENDED)
                if not self.connection.recv(2**16):
                    break
        self.connection.close()


def as_outputs(claimed: Any) -> list[dict[str, Any]]:
    """Build notebook outputs from what a student's process says they are; whatever else is in there is left.

    Raises
    ------
    TypeError, KeyError, AttributeError
        When it is nothing of the kind.

    Examples
    --------
    >>> as_outputs([{"output_type": "stream", "name": "stdout", "text": "a", "more": "b"}])
    [{'output_type': 'stream', 'name': 'stdout', 'text': 'a'}]
    """
    return [_as_output(output) for output in claimed]


def _as_output(claimed: dict[str, Any]) -> dict[str, Any]:
    kind = claimed["output_type"]
    if kind == "stream":
        name = "stderr" if claimed["name"] == "stderr" else "stdout"
        return {"output_type": kind, "name": name, "text": _text(claimed["text"])}
    if kind == "error":
        words = {name: _text(claimed[name]) for name in ("ename", "evalue")}
        return {"output_type": kind, **words, "traceback": [_text(line) for line in claimed["traceback"]]}
    data = {_text(name): value for name, value in claimed["data"].items()}
    json.dumps([data, claimed["metadata"]])  # no arrays in there
    for name, value in data.items():
        if "json" not in name:
            _text(value)
    rich = {"data": data, "metadata": dict(claimed["metadata"])}
    if kind == "execute_result":
        return {"output_type": kind, **rich, "execution_count": int(claimed["execution_count"])}
    if kind == "display_data":
        return {"output_type": kind, **rich}
    raise TypeError(f"an output of type {kind!r}")


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError("no text")
    return value.encode(errors="replace").decode()  # half a character can't be written to a file


def connect(address: str, files: dict[str, bytes]) -> Kernel:
    """Have a student's process made.

    Parameters
    ----------
    address : str
        A warm process's.
    files : dict
        The submission's data files, by their paths in its folder.

    Returns
    -------
    Kernel

    Raises
    ------
    NoKernel
        When it can't be had: the warm process is gone, or the files can't be written.
    """
    connection = socket.socket(socket.AF_UNIX)
    kernel = Kernel(connection)
    arrays = [(name, np.frombuffer(data, np.uint8)) for name, data in files.items()]
    try:
        connection.connect(address)
        kernel.ask({"op": "start", "files": arrays}, START)
    except OSError as error:
        kernel.close()
        raise NoKernel(f"The warm process is gone ({error}).") from None
    except (wire.Gone, wire.Garbled) as error:
        kernel.close()
        raise NoKernel(
            f"No student's process could be started: {error or 'the warm process is gone'}."
        ) from None
    return kernel


class Warm:
    """A process with everything imported, which forks students' processes; a context manager.

    Parameters
    ----------
    edition : Path
        The folder with the students' attention_lib.
    sandboxed : bool
        Without it, student code runs as you.

    Raises
    ------
    NoKernel
        On entering, when it can't be started.

    Notes
    -----
    bubblewrap ends its processes when the thread that started them ends: enter in the main thread.
    """

    def __init__(self, edition: Path, sandboxed: bool = True) -> None:
        self.edition, self.sandboxed = Path(edition).resolve(), sandboxed

    def __enter__(self) -> "Warm":
        self.folder = tempfile.mkdtemp(prefix="attention-")  # of which nobody else can see anything
        self.address = f"{self.folder}/warm"
        if len(self.address) > 100:  # no socket's name may be longer
            shutil.rmtree(self.folder)
            self.folder = tempfile.mkdtemp(prefix="attention-", dir="/tmp")
            self.address = f"{self.folder}/warm"
        try:
            self._start()
            connect(self.address, {}).close()
        except BaseException as error:
            said = self._said()
            self.__exit__()
            if isinstance(error, NoKernel):
                raise NoKernel(f"{error} {said}".strip()) from None
            raise
        return self

    def _start(self) -> None:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.address)
            listener.listen(64)
            listener.set_inheritable(True)
            home = "/tmp/home" if self.sandboxed else f"{self.folder}/home"
            inside = INSIDE if self.sandboxed else str(self.edition)
            start = "import sys; sys.path.insert(0, sys.argv[1]); from attention_lib.grading.warm import main; main()"
            command = [sys.executable, "-I", "-X", "utf8", "-c", start, inside]
            settings: dict[str, Any] = {
                "sandboxed": self.sandboxed,
                "listener": listener.fileno(),
                "folder": self.folder,
            }
            if self.sandboxed:
                settings["filter"] = seccomp.program().hex()
                command = [*command_line(self.edition), "--", *command]
            self.errors = tempfile.TemporaryFile()  # noqa: SIM115  (closed on leaving)
            self.process = subprocess.Popen(
                command,
                env=environment(home),
                cwd="/",
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=self.errors,
                pass_fds=[listener.fileno()],
            )
        assert self.process.stdin
        self.process.stdin.write(json.dumps(settings).encode() + b"\n")
        self.process.stdin.flush()

    def _said(self) -> str:
        """The last line that a failed start wrote."""
        if not hasattr(self, "errors"):
            return ""
        self.errors.seek(0)
        lines = self.errors.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""

    def __exit__(self, *_: object) -> None:
        """End it, and all students' processes."""
        if hasattr(self, "process"):
            assert self.process.stdin
            self.process.kill()  # with bubblewrap, everything inside ends; so it does with the warm process
            self.process.wait()
            with contextlib.suppress(OSError):
                self.process.stdin.close()
            self.errors.close()
        shutil.rmtree(self.folder, ignore_errors=True)
