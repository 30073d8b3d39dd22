"""What the tests of students' processes have in common."""

import gc
import os
import textwrap
import time
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import pytest

from attention_lib.grading.sandbox import Warm, connect, edition, missing

ROOT = Path(__file__).resolve().parents[2]


def need_sandbox():
    """Skip where there can be no sandbox, and say why; where all is installed for the tests, fail."""
    if lacking := missing():
        reason = " ".join(lacking)
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)


def text(ran):
    """All that a cell printed or gave as its value."""
    parts = []
    for output in ran.outputs:
        if output["output_type"] == "error":
            parts.append(f"{output['ename']}: {output['evalue']}")
        else:
            parts.append(output.get("text") or output["data"].get("text/plain", ""))
    return "".join(parts)


def alive(pids):
    """Those of the processes that still run: one that has ended and that nobody has asked about is none."""

    def runs(pid):
        try:
            return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    return [pid for pid in pids if runs(pid)]


def descendants(pid):
    """The processes below one, as the host sees them."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(words[1]), []).append(int(stat.parent.name))
    found, waiting = [], [pid]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return sorted(found)


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    folder = tmp_path_factory.mktemp("edition")
    edition(["causal_mask", "padding_mask"], folder)
    return folder


@pytest.fixture(scope="module")
def warm(package):
    need_sandbox()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECRET", "of the teacher")
        with Warm(package) as warm:
            yield warm


@pytest.fixture
def kernel(warm):
    with closing(connect(warm.address, {})) as kernel:
        yield kernel


def ask(kernel, source, seconds=20):
    return text(kernel.run(textwrap.dedent(source), seconds))


def still_works(kernel):
    return ask(kernel, "print(6 * 7)") == "42\n"


@contextmanager
def nothing_left(warm, patience=10):
    def now():
        return {
            "processes": len(descendants(warm.process.pid)),
            "files": len(os.listdir("/proc/self/fd")),
            "mounts": len(Path("/proc/self/mounts").read_text().splitlines()),
            "folder": os.listdir(warm.folder),
        }

    gc.collect()  # what earlier tests left open is not closed in between
    before, until = now(), time.monotonic() + patience
    yield
    while now() != before and time.monotonic() < until:
        time.sleep(0.05)
    assert now() == before
