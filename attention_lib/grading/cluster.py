"""Mark submissions on a Dask cluster; its workers have no database and no disk in common."""

# mypy: allow-untyped-calls

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from attention_lib.grading.course import CourseError
from attention_lib.grading.definition import checker_version
from attention_lib.grading.task import Failed, Marked, Task

ANSWER = 30
"""Seconds in which a scheduler has to answer."""


def marked_by_cluster(
    tasks: Iterator[Task], definition: bytes, scheduler: str, sandboxed: bool
) -> Iterator[tuple[Task, Marked | Failed]]:
    """Mark submissions on the workers of a scheduler, in whatever order they get ready.

    A worker that is lost is no matter: Dask gives its submission to another, three times at most.

    Parameters
    ----------
    tasks : iterator of Task
        Taken as workers get free, their `definition` empty.
    definition : bytes
        Theirs.
    scheduler : str
        Its address, such as `tcp://10.0.0.1:8786`.
    sandboxed : bool
        Whether the workers have to be able to.

    Yields
    ------
    tuple
        The task, and its `Marked` or `Failed`.
    """
    from dask.distributed import Client, as_completed

    try:
        client = Client(scheduler, timeout=ANSWER, set_as_default=False)
    except (OSError, ValueError) as error:
        raise CourseError(f"No Dask scheduler answers at {scheduler} ({error}).") from None
    with client:
        fit(client, scheduler, sandboxed)
        given: dict[Any, Task] = {}
        completed = as_completed(loop=client.loop)

        def give() -> None:
            task = next(tasks, None)
            if task is not None:
                whole = replace(task, definition=definition)
                future = client.submit(on_worker, whole, key=f"mark-{task.key}", pure=False)
                given[future.key] = task
                completed.add(future)

        # Two for each thread, so that none waits, and no more: submissions would pile up in the scheduler.
        for _ in range(2 * max(1, sum(client.nthreads().values()))):
            give()
        for future in completed:
            give()
            task = given.pop(future.key)
            if future.status == "finished":
                yield task, future.result()
            else:
                yield task, Failed(f"it could not be marked on the cluster: {future.exception()}")
            future.release()


def fit(client: Any, scheduler: str, sandboxed: bool) -> None:
    """See that the workers can do it, all of those that are there."""
    try:
        client.wait_for_workers(1, timeout=ANSWER)
        answers = client.run(facts)
    except Exception as error:  # a worker without attention_lib can't even read what it is asked
        raise CourseError(f"The workers of {scheduler} can't be used: {error}.") from None
    for worker, (version, lacks) in answers.items():
        if version != checker_version():
            raise CourseError(f"The worker {worker} has another version of attention_lib than this machine.")
        if sandboxed and lacks:
            raise CourseError(f"The worker {worker} has no sandbox. {' '.join(lacks)}")


def facts() -> tuple[str, list[str]]:
    """Say what a worker is."""
    from attention_lib.grading.sandbox import missing

    return checker_version(), missing()


def on_worker(task: Task) -> Marked | Failed:
    """Mark a submission on a worker, which starts its warm process when it has its first."""
    from attention_lib.grading.worker import outcome

    return outcome(task)
