"""Processes of this machine that mark submissions: one that dies is replaced, its submission tried again."""

import contextlib
import multiprocessing
from collections.abc import Callable, Iterator
from multiprocessing.connection import wait
from typing import Any

from attention_lib.grading.task import Failed, Marked, Task

MOST_TRIES = 3


def marked_by_processes(
    tasks: Iterator[Task], definition: bytes, address: Callable[[bool], str], workers: int
) -> Iterator[tuple[Task, Marked | Failed]]:
    """Mark submissions, in whatever order they get ready.

    Parameters
    ----------
    tasks : iterator of Task
        Taken as workers get free, their `definition` empty.
    definition : bytes
        Theirs.
    address : callable
        Gives the warm process's; with True, of a new one, for the old one is gone.
    workers : int
        How many.

    Yields
    ------
    tuple
        The task, and its `Marked` or `Failed`.
    """
    # A new worker is forked from a process that has imported everything.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["attention_lib.grading.worker"])
    idle = [Worker(context, definition) for _ in range(workers)]
    busy: dict[Any, Worker] = {}
    again: list[tuple[Task, int]] = []
    try:
        while True:
            while idle:
                task, tries = again.pop() if again else (next(tasks, None), 0)
                if task is None:
                    break
                worker = idle.pop()
                # Where only pages are to be written, no student's process is started.
                worker.start(task, tries + 1, address(False) if task.marks is None else "")
                busy[worker.connection] = worker
            if not busy:
                return
            for connection in wait(list(busy)):
                worker = busy.pop(connection)
                task, tries = worker.task, worker.tries
                outcome = worker.outcome()
                if outcome is None:  # it has died
                    worker.end()
                    worker = Worker(context, definition)
                    outcome = Failed(f"marking it was cut off {tries} times, so it has no marks yet.")
                elif isinstance(outcome, Failed) and outcome.warm:
                    address(worker.address == address(False))
                elif isinstance(outcome, Failed):
                    tries = MOST_TRIES  # the same would happen again
                idle.append(worker)
                if isinstance(outcome, Marked) or tries >= MOST_TRIES:
                    yield task, outcome
                else:
                    again.append((task, tries))
    finally:
        for worker in [*idle, *busy.values()]:
            worker.end()


class Worker:
    """A process, and what it has to do."""

    def __init__(self, context: Any, definition: bytes) -> None:
        from attention_lib.grading.worker import main

        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=main, args=(theirs, definition), daemon=True)
        self.process.start()
        theirs.close()

    def start(self, task: Task, tries: int, address: str) -> None:
        """Hand it a submission."""
        self.task, self.tries, self.address = task, tries, address
        with contextlib.suppress(OSError):  # it has died meanwhile, as is seen when its answer is read
            self.connection.send((task, address))

    def outcome(self) -> Marked | Failed | None:
        """Read its answer; None where it has none any more."""
        try:
            answer: Marked | Failed = self.connection.recv()
        except (EOFError, OSError):
            return None
        return answer

    def end(self) -> None:
        """End it."""
        self.connection.close()
        self.process.kill()
        self.process.join()
