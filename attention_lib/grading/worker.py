"""A process that marks submissions, one after the other, until nobody asks any more."""

import ctypes
import signal
import sys
from dataclasses import replace
from typing import Any

from attention_lib.grading.course import spare_slow_imports

spare_slow_imports()

from attention_lib.grading.mark import close, mark, use_warm  # noqa: E402
from attention_lib.grading.sandbox import NoKernel  # noqa: E402
from attention_lib.grading.task import Failed, Marked, Task  # noqa: E402

END_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def main(connection: Any, definition: bytes) -> None:
    """Answer each task with its result.

    Parameters
    ----------
    connection : multiprocessing.connection.Connection
        On which `(task, address of the warm process)` comes.
    definition : bytes
        Of the assignment; the tasks come without.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # at Ctrl-C the run ends its workers itself
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(END_WITH_PARENT, signal.SIGKILL)
    while True:
        try:
            task, address = connection.recv()
            use_warm(address)
            connection.send(outcome(replace(task, definition=definition)))
        except (EOFError, OSError):
            return close()


def outcome(task: Task) -> Marked | Failed:
    """Mark a submission, or say why that is not possible."""
    try:
        return mark(task)
    except NoKernel as error:
        return Failed(f"its process could not be started: {error}", warm=True)
    except Exception as error:  # a mistake of ours, or of a setting: the others go on
        return Failed(f"it could not be marked: {type(error).__name__}: {error}")
