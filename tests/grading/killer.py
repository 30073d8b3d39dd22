"""End the writer of a run at a random point, again and again; started by test_exactly_once.py.

`record` grades a course and keeps what the workers gave. `kill` replays that: each run is a fork, which ends
itself with SIGKILL just before or just after some call to the system or to the database.
"""

import json
import os
import pickle
import random
import resource
import shutil
import signal
import sys
import warnings
from functools import partial
from pathlib import Path

from attention_lib.grading.course import spare_slow_imports

spare_slow_imports()

from attention_lib.grading import cluster, feedback, grade, place, results  # noqa: E402, F401  # before forking

A = "01-scores"
CALLS = {
    "rename", "replace", "fsync", "mkdir", "open", "write", "commit", "execute", "executemany", "rmdir", "unlink",
    "chmod", "flush", "close", "flock",
}  # fmt: skip


def record(folder, database):
    """Grade for real; keep each submission's result."""
    marked, real = {}, grade.Run.outcomes

    def outcomes(self, tasks, definition, stack):
        for task, outcome in real(self, tasks, definition, stack):
            marked[task.student] = outcome
            yield task, outcome

    grade.Run.outcomes = outcomes
    code = grade.grade(folder, A, grade.Options(seed=7, db=database))
    (Path(folder) / "marked.pickle").write_bytes(pickle.dumps(marked))
    return code


def replay(folder, database, marked, prepare=lambda: None):
    """Run once in a fork, with results that are there already; tell how it ended."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        with open(os.devnull, "w") as nothing:
            os.dup2(nothing.fileno(), 1)
        grade.Run.outcomes = lambda self, tasks, definition, stack: ((t, marked[t.student]) for t in tasks)
        prepare()
        code = grade.grade(folder, A, grade.Options(seed=7, db=database))
        sys.setprofile(None)
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def die_at(point, count=None):
    """End the process at a call; or write into a pipe how many there are."""
    left = [point]

    def look(frame, event, function):
        if event in ("c_call", "c_return") and function.__name__ in CALLS:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def prepare():
        sys.setprofile(look)
        if count is not None:
            real = os._exit
            os._exit = lambda code: (os.write(count, str(-left[0]).encode()), real(code))

    return prepare


def kill(folder, database, rounds, times, seed):
    """Kill `times` runs, and let one come to its end; do that `rounds` times from the beginning."""
    folder, draw = Path(folder), random.Random(seed)
    marked = pickle.loads((folder / "marked.pickle").read_bytes())
    fresh = folder / "fresh"
    told = []
    for number in range(rounds):
        here = folder / f"round {number}"
        shutil.copytree(fresh, here)
        url = database.replace("ROUND", str(number)) if database else None
        if number == 0:
            ours, theirs = os.pipe()
            shutil.copytree(fresh, folder / "counted")
            replay(
                folder / "counted",
                database and database.replace("ROUND", "counted"),
                marked,
                die_at(-1, theirs),
            )
            total = int(os.read(ours, 20))
            told.append(total)
        kills = sum(
            replay(here, url, marked, die_at(draw.randrange(1, total))) == -signal.SIGKILL
            for _ in range(times)
        )
        told.append([kills, replay(here, url, marked)])
    return told


def cut(folder, database, times, seed):
    """Cut all connections to the database, again and again while one run goes on."""
    import psycopg

    folder, draw = Path(folder), random.Random(seed)
    marked = pickle.loads((folder / "marked.pickle").read_bytes())
    shutil.copytree(folder / "fresh", folder / "cut")
    points, seen = {draw.randrange(40, 600) for _ in range(times)}, [0]

    def look(frame, event, function):
        if event in ("c_call", "c_return") and function.__name__ in CALLS:
            seen[0] += 1
            if seen[0] in points:
                sys.setprofile(None)
                with psycopg.connect(database.replace("+psycopg", ""), autocommit=True) as connection:
                    connection.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
                sys.setprofile(look)

    return replay(folder / "cut", database, marked, lambda: sys.setprofile(look))


def fill(folder, limits):
    """Let no file grow beyond a limit, then lift it."""
    folder = Path(folder)
    marked = pickle.loads((folder / "marked.pickle").read_bytes())
    told = []
    for number, limit in enumerate(limits):
        here = folder / f"limit {number}"
        shutil.copytree(folder / "fresh", here)
        narrow = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        told.append([replay(here, None, marked, narrow), replay(here, None, marked)])
    return told


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    name, *arguments = json.loads(sys.argv[1])
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the runs say is no answer
    print(json.dumps({"record": record, "kill": kill, "fill": fill, "cut": cut}[name](*arguments)), file=out)
