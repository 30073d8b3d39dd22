"""No student's process takes too much or too long, and nothing is left of it."""

import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from attention_lib.grading import sandbox, wire
from attention_lib.grading.sandbox import NoKernel, Warm, connect

_spec = importlib.util.spec_from_file_location("kernels", Path(__file__).with_name("kernels.py"))
kernels = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(kernels)
ROOT = kernels.ROOT
need_sandbox = kernels.need_sandbox
text = kernels.text
ask = kernels.ask
still_works = kernels.still_works
alive = kernels.alive
descendants = kernels.descendants
nothing_left = kernels.nothing_left
package = kernels.package
warm = kernels.warm
kernel = kernels.kernel


# --- Too much ---


@pytest.mark.parametrize(
    "code",
    [
        "import os\nwhile True:\n    os.fork()",
        "import subprocess\nsubprocess.run(['ls'])",
        "import os\nos.posix_spawn('/bin/ls', ['ls'], {})",
        "import os\nos.execv('/bin/ls', ['ls'])",
        "import multiprocessing\nmultiprocessing.get_context('fork').Process(target=print).start()",
        "import asyncio\nawait asyncio.create_subprocess_exec('ls')",
    ],
)
def test_no_other_process(kernel, code):
    before = ask(kernel, "state = 'kept'")
    assert "PermissionError" in ask(kernel, code)
    assert (before, ask(kernel, "print(state)")) == ("", "kept\n")


def test_threads_have_a_bound(kernel):
    said = ask(
        kernel,
        """
        import threading
        stop = threading.Event()
        count = 0
        try:
            while count < 10_000:
                threading.Thread(target=stop.wait).start()
                count += 1
        except RuntimeError as error:
            print(error, count < 200)
        stop.set()
        """,
    )
    assert said == "can't start new thread True\n"
    assert still_works(kernel)


def test_memory_has_a_bound(kernel):
    assert "MemoryError" in ask(kernel, "import numpy as np\nx = np.ones(100 * 2**30 // 8)")
    assert "MemoryError" in ask(kernel, "x = []\nwhile True:\n    x.append(bytearray(2**26))")
    assert ask(kernel, "x = None") == ""
    assert "MemoryError" in ask(
        kernel, "import mmap\nx = [mmap.mmap(-1, 2**28) for _ in range(100)]"
    ) or still_works(kernel)
    ask(kernel, "del x")
    assert still_works(kernel)


def test_the_disk_has_a_bound(kernel):
    said = ask(
        kernel,
        """
        import os
        written = 0
        try:
            for number in range(100):
                with open(f"file{number}", "wb", buffering=0) as file:
                    while True:
                        written += file.write(bytes(2**22))
        except OSError as error:
            print(error.strerror, written <= 2**26)
        for name in os.listdir():
            os.remove(name)
        count = 0
        try:
            while True:
                open(f"many{count}", "w").close()
                count += 1
        except OSError as error:
            print(error.strerror, count < 10_000)
        """,
    )
    assert said in (
        "No space left on device True\nNo space left on device True\n",
        "File too large True\nNo space left on device True\n",
    )
    assert "Too many open files" in ask(
        kernel, "files = []\nwhile True:\n    files.append(open('/dev/null'))"
    )


FLOODS = [
    "print('x' * 3 * 10**8)",
    "'x' * 3 * 10**8",
    "raise ValueError('x' * 10**8)",
    "from IPython.display import HTML\nHTML('x' * 10**8)",
    "from IPython.display import Image\npicture = Image(b'\\x89PNG\\r\\n\\x1a\\n' + bytes(10**6))"
    "\nfor _ in range(10**5):\n    display(picture)",
    "for i in range(10**5):\n    display(i)",
    "import sys\nfor i in range(10**6):\n    print(i); print(i, file=sys.stderr)",
]


def test_a_flood_of_output_is_cut(kernel):
    ran = kernel.run("for i in range(10**7):\n    print('x' * 100)", 3)
    (stream, *_) = ran.outputs
    assert ran.ended is None
    assert len(stream["text"]) < 1_100_000
    assert stream["text"].endswith("[The output was too long: what followed is left out.]\n")
    for flood in FLOODS:
        ran = kernel.run(flood, 3)
        assert ran.ended is None, flood
        assert sum(len(str(output)) for output in ran.outputs) < 9_000_000, flood
    peak = int(ask(kernel, "import resource\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"))
    assert peak < 2 * 2**20  # KiB


# --- It never ends, or ends too early ---


def test_a_loop_is_stopped_and_the_state_is_kept(kernel):
    ask(kernel, "state = 1")
    ran = kernel.run("print('before')\nwhile True:\n    state += 1", 1)
    assert ran.ended is None
    assert ran.outputs[0]["text"] == "before\n"
    (error,) = ran.outputs[1:]
    assert error["ename"] == "CellTimeoutError"
    assert error["evalue"].startswith("This cell was still running after 1 s and was stopped.")
    assert ask(kernel, "print(state > 1)") == "True\n"
    # Also while it sleeps, waits, awaits, and where it catches what stops it.
    for code in (
        "import time\ntime.sleep(1000)",
        "import threading\nthreading.Event().wait()",
        "import asyncio\nawait asyncio.sleep(1000)",
        "while True:\n    try:\n        while True: pass\n    except Exception: pass",
        "for _ in range(3):\n    try:\n        while True: pass\n    except BaseException: pass",
    ):
        ran = kernel.run(code, 0.5)
        assert [output["ename"] for output in ran.outputs] == ["CellTimeoutError"], code
        assert ran.ended is None
    assert still_works(kernel)


@pytest.mark.parametrize(
    "code",
    [
        "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass",
        "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0)\nwhile True: pass",
        "def f():\n    while True:\n        try:\n            while True: pass\n        except BaseException: f()\nf()",
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))\nwhile True: pass",
    ],
)
def test_a_process_that_ignores_its_time_is_ended(warm, monkeypatch, code):
    monkeypatch.setattr(sandbox, "PATIENCE", 1.0)
    with closing(connect(warm.address, {})) as kernel:
        began = time.monotonic()
        ran = kernel.run(code, 0.5)
        assert ran.ended in ("timeout", "died") or ran.outputs
        assert time.monotonic() - began < 10
        if ran.ended:
            assert kernel.run("1", 1).ended == ran.ended
            with pytest.raises(wire.Gone):
                kernel.ask({"op": "anything"}, 1)


@pytest.mark.parametrize(
    "code",
    [
        "import os\nos._exit(0)",
        "import os\nos.abort()",
        "import ctypes\nctypes.string_at(0)",
        "import sys\nsys.setrecursionlimit(10**9)\nf = lambda x: max([x], key=f)\nf(1)",
    ],
)
def test_a_process_that_dies_is_said_to_have_died(kernel, code):
    assert kernel.run(code, 20).ended == "died"
    assert kernel.run("1", 1) == sandbox.Ran([], "died")


def test_leaving_has_no_effect(kernel):
    for code in ("exit()", "quit", "exit(1)", "get_ipython().ask_exit()"):
        assert ask(kernel, code) == ""
    assert ask(kernel, "import sys\nsys.exit(3)").startswith("SystemExit: 3")
    assert ask(kernel, "raise KeyboardInterrupt").startswith("KeyboardInterrupt")
    assert still_works(kernel)


# --- Nothing is left, and it is fast ---


def test_sixty_in_a_row_and_four_at_once_leave_nothing(warm):
    with nothing_left(warm):
        for number in range(60):
            with closing(connect(warm.address, {"n.txt": b"1"})) as kernel:
                assert ask(kernel, f"print({number})") == f"{number}\n"
        four = [connect(warm.address, {}) for _ in range(4)]
        assert [ask(kernel, f"print({number})") for number, kernel in enumerate(four)] == [
            "0\n",
            "1\n",
            "2\n",
            "3\n",
        ]
        for kernel in four:
            ask(
                kernel,
                "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()",
            )
            kernel.close()


def test_hanging_up_ends_a_process_that_is_busy(warm):
    with nothing_left(warm):
        kernel = connect(warm.address, {})
        kernel.connection.settimeout(5)
        source = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
        wire.send(kernel.connection, {"op": "run", "id": "1", "source": source, "seconds": 1.0})
        time.sleep(0.3)
        kernel.connection.close()  # as when the worker is killed


def test_a_ready_process_takes_a_tenth_of_a_second(warm):
    def once(source):
        began = time.perf_counter()
        with closing(connect(warm.address, {})) as kernel:
            ask(kernel, source)
            return time.perf_counter() - began

    plain = statistics.median(once("1 + 1") for _ in range(30))
    torch = statistics.median(once("import torch\ntorch.ones(2) + 1") for _ in range(30))
    # Alone on two cores 0.04 (make bench); here other tests run at the same time.
    print(f"connect and a trivial cell: {plain * 1e3:.0f} ms; with PyTorch: {torch * 1e3:.0f} ms")
    assert plain < 0.5
    assert torch < 0.5


def test_when_the_warm_process_ends_all_end_with_it(package):
    need_sandbox()
    with Warm(package) as warm:
        kernel = connect(warm.address, {})
        everyone = descendants(warm.process.pid)
        assert len(everyone) >= 4
    until = time.monotonic() + 10
    while time.monotonic() < until and alive(everyone):
        time.sleep(0.05)
    assert not alive(everyone)
    assert kernel.run("1", 5).ended == "died"
    assert not Path(warm.folder).exists()
    with pytest.raises(NoKernel, match="The warm process is gone"):
        connect(warm.address, {})


def test_when_its_parent_is_killed_all_end_with_it(package):
    need_sandbox()
    code = f"""
import sys, time
from pathlib import Path
from attention_lib.grading.sandbox import Warm, connect
with Warm(Path({str(package)!r})) as warm:
    kernel = connect(warm.address, {{}})
    print(warm.process.pid, warm.folder, flush=True)
    time.sleep(600)
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as parent:
        pid, folder = parent.stdout.readline().split()
        everyone = [int(pid), *descendants(int(pid))]
        parent.kill()
    until = time.monotonic() + 10
    while time.monotonic() < until and alive(everyone):
        time.sleep(0.05)
    assert not alive(everyone)
    shutil.rmtree(folder)  # with a socket in it, at which nobody listens
