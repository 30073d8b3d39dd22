"""A student's process sees nothing and reaches nobody, and nothing of it is left; each attack is really made."""

import os
import select
import socket
import statistics
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest

from attention_lib.check.problems import CHAPTERS, PROBLEMS
from attention_lib.grading import sandbox, wire
from attention_lib.grading.bubblewrap import command_line
from attention_lib.grading.sandbox import Kernel, NoKernel, Warm, connect, edition, missing

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


# --- What can't be seen --------------------------------------------------------------------------


def test_nothing_of_the_course_is_there(kernel, tmp_path):
    (tmp_path / "gradebook.db").write_text("marks")
    places = [ROOT, ROOT / "solutions", ROOT / "tests", ROOT / ".git", tmp_path, Path.home() / ".bashrc"]
    names = [str(place) for place in places]
    assert ask(kernel, f"import os\nprint([p for p in {names} if os.path.exists(p)])") == "[]\n"
    # Nor under any other name.
    seen = ask(
        kernel,
        """
        import os
        wanted = {"solutions", "exercises", "submitted", "gradebook.db", "nbgrader_config.py", "01-scores.ipynb"}
        found = []
        for folder, folders, files in os.walk("/"):
            if folder.startswith(("/usr", "/sys")) or folder.endswith("site-packages/nbgrader"):
                folders.clear()
            if hits := wanted & {*folders, *files}:
                found.append((folder, hits))
        print(found)
        """,
        120,
    )
    assert seen == "[]\n"


def test_the_environment_is_a_fixed_one(kernel):
    names = ask(kernel, "import os\nprint(*sorted(os.environ))").split()
    assert "SECRET" not in names
    assert set(names) <= {
        *sandbox.environment("/tmp"),
        "PWD",
        "KMP_DUPLICATE_LIB_OK",
        "KMP_INIT_AT_FORK",
        "TERM",
    }
    assert ask(kernel, "import sys\nprint(sys.argv)").count("of the teacher") == 0


def test_no_function_that_knows_an_answer_is_in_memory(kernel):
    digest = "(code.co_code, code.co_names, code.co_varnames)"
    modules = {chapter.__name__ for chapter in CHAPTERS}
    modules |= {f"attention_lib.reference.{name.rpartition('.')[2]}" for name in modules}
    hidden = set(list(PROBLEMS)[list(PROBLEMS).index("causal_mask") :])
    answers = [
        PROBLEMS[name].reference.__code__ for name in hidden if hasattr(PROBLEMS[name].reference, "__code__")
    ]
    wanted = {eval(digest) for code in answers if len(code.co_code) > 40}
    assert len(wanted) > 10
    told = ask(
        kernel,
        f"""
        import gc, types, torch, attention_lib.reference, attention_lib.check, attention_lib.plot
        gc.unfreeze()
        seen = set()
        for f in gc.get_objects():
            if type(f) is types.FunctionType:
                code = f.__code__
                seen.add({digest})
        print(len(seen) > 10_000, len(seen & {wanted!r}))
        print([f.__qualname__ for f in gc.get_objects()
               if type(f) is types.FunctionType and str(f.__module__).startswith(
                   ("attention_lib.check.problems", "attention_lib.reference.masks"))])
        """,
        60,
    )
    assert told == "True 0\n[]\n"


def test_earlier_chapters_can_be_imported_and_later_ones_say_why_not(kernel):
    assert (
        ask(kernel, "from attention_lib.reference import softmax, scaled_scores\nprint(softmax.__name__)")
        == "softmax\n"
    )
    for line in (
        "from attention_lib.reference import causal_mask",
        "from attention_lib.reference import multi_head_attention",
        "from attention_lib.reference import MultiHeadAttention",
        "import attention_lib.reference.masks",
        "from attention_lib.reference.tiling import online_softmax_attention",
        "from attention_lib.fused import attention",
        "import attention_lib.reference as r\nr.attention_backward",
    ):
        assert "while grading it can't be imported" in ask(kernel, line), line
    assert "ModuleNotFoundError" in ask(kernel, "import attention_lib.check.problems")
    assert "only the graded cells are checked" in ask(kernel, "from attention_lib import check\ncheck(len)")


def test_other_processes_are_not_there(warm, kernel):
    with closing(connect(warm.address, {"mine.txt": b"1"})) as other:
        assert (
            ask(other, "open('secret.txt', 'w').write('x')\nimport os\nprint(sorted(os.listdir()))")
            == "['mine.txt', 'secret.txt']\n"
        )
        assert (
            ask(
                kernel,
                """
            import os
            found = []
            for pid in range(2, 70_000):
                try:
                    os.kill(pid, 0)
                    found.append(pid)
                except ProcessLookupError:
                    pass
            print(os.getpid(), os.getppid(), found, os.listdir("/proc"), os.listdir("."), sorted(os.listdir("/tmp")))
            """,
            )
            == "1 0 [] [] [] ['home', 'work']\n"
        )
        # All processes that it can name, its process group, its parent: nobody but itself, which is immune.
        assert (
            ask(
                kernel,
                """
            import os, signal
            for target in (-1, 0, os.getppid(), 1):
                for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP):
                    try:
                        os.kill(target, number)
                    except ProcessLookupError:
                        pass
            try:
                os.killpg(0, signal.SIGKILL)
            except ProcessLookupError:
                pass
            """,
            )
            == ""
        )
        assert still_works(other)
    with closing(connect(warm.address, {})) as another:
        assert still_works(another)


# --- What can't be reached -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('127.0.0.1', PORT), 2)",
        "import socket; socket.create_connection(('93.184.216.34', 80), 2)",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('8.8.8.8', 53))",
        "import socket; socket.socket(socket.AF_INET6)",
        "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
        "import socket; socket.socket(socket.AF_UNIX).connect('PLACE')",
        "import socket; socket.socket(socket.AF_UNIX).connect('\\0attention-test')",
        "import urllib.request; urllib.request.urlopen('http://example.org', timeout=2)",
    ],
)
def test_no_network(kernel, tmp_path_factory, code):
    place = f"{tempfile.mkdtemp(prefix='host-', dir='/tmp')}/socket"
    with (
        socket.socket() as port,
        socket.socket(socket.AF_UNIX) as named,
        socket.socket(socket.AF_UNIX) as abstract,
    ):
        port.bind(("127.0.0.1", 0))
        named.bind(place)
        abstract.bind("\0attention-test")
        for listener in (port, named, abstract):
            listener.listen()
        said = ask(kernel, code.replace("PORT", str(port.getsockname()[1])).replace("PLACE", place))
        assert not select.select([port, named, abstract], [], [], 0)[0]
    assert said.startswith(
        ("PermissionError", "URLError: <urlopen error [Errno -3]", "URLError: <urlopen error [Errno 1]")
    )
    assert still_works(kernel)


def test_no_names_are_looked_up(kernel):
    assert "gaierror" in ask(kernel, "import socket; socket.getaddrinfo('example.org', 80)")


@pytest.mark.parametrize(
    "path", ["/x", "/tmp/../x", "/etc/x", "/usr/x", "/dev/x", "/proc/x", "/edition/x", "/edition/attention_lib/x", sys.prefix + "/x",
             "/edition/attention_lib/reference/softmax.py", "/sys/devices/system/cpu/online", "/root/x", "/work/x", "/home/x"]
)  # fmt: skip
def test_nothing_is_written_outside_the_scratch_folder(kernel, path):
    assert ask(kernel, f"open({path!r}, 'w')").startswith(("PermissionError", "OSError", "FileNotFoundError"))
    assert not Path("/x").exists()


SYSCALL = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    result = getattr(libc, name)(*arguments)
    print(name, ctypes.get_errno() if result == -1 else "done")
"""


@pytest.mark.parametrize(
    "call",
    [
        "call('ptrace', 16, 1, 0, 0)",
        "call('mount', b'none', b'/tmp', b'tmpfs', 0, None)",
        "call('umount2', b'/proc', 2)",
        "call('unshare', 0x10000000)",
        "call('unshare', 0x20000)",
        "call('setns', 0, 0)",
        "call('chroot', b'/tmp')",
        "call('pivot_root', b'/tmp', b'/tmp')",
        "call('process_vm_readv', 1, None, 0, None, 0, 0)",
        "call('memfd_create', b'x', 0)",
        "call('shmget', 1, 4096, 0o1600)",
        "call('syscall', 425, 8, None)",  # io_uring_setup
        "call('syscall', 250, 0, 0)",  # keyctl
        "call('syscall', 248, b'user', b'x', b'y', 1, -4)",  # add_key
        "call('syscall', 321, 0, None, 0)",  # bpf
        "call('syscall', 298, None, 0, -1, -1, 0)",  # perf_event_open
        "call('syscall', 323, 0)",  # userfaultfd
        "call('syscall', 56, 0x10000011, 0, 0, 0, 0)",  # clone into a user namespace
        "call('syscall', 56, 17, 0, 0, 0, 0)",  # clone, as fork does
        "call('syscall', 57)",  # fork
        "call('syscall', 58)",  # vfork
        "call('syscall', 59, b'/bin/true', None, None)",  # execve
        "call('syscall', 304, 0, None, 0)",  # open_by_handle_at
        "call('setuid', 0)",
        "call('prctl', 1, 0, 0, 0, 0)",  # so as to outlive the keeper
        "call('mknod', b'disk', 0o60600, 0x800)",
        "call('sethostname', b'x', 1)",
    ],
)
def test_the_kernel_refuses(kernel, call):
    assert ask(kernel, SYSCALL + call).endswith(" 1\n")  # EPERM


def test_a_call_of_another_kind_of_machine_ends_the_process(warm):
    code = """
    import ctypes, mmap
    memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(b"\\xb8\\x02\\x00\\x00\\x00\\xcd\\x80\\xc3")  # mov eax, 2 (fork); int 0x80; ret
    print(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))())
    """
    if os.uname().machine != "x86_64":
        pytest.skip("the bytes are x86's")
    with closing(connect(warm.address, {})) as kernel:
        ran = kernel.run(textwrap.dedent(code), 20)
        assert ran.ended == "died" or text(ran).strip().startswith("-"), ran


def test_no_rights_and_no_way_to_more(kernel):
    assert (
        ask(
            kernel,
            """
        import os, ctypes, resource
        print(os.geteuid() != 0, os.getgroups() in ([], [os.getegid()], [65534]))
        try:
            resource.setrlimit(resource.RLIMIT_NPROC, (-1, -1))
        except (ValueError, PermissionError):
            print("kept")
        print(ctypes.CDLL(None).prctl(39, 0, 0, 0, 0))  # no_new_privs
        """,
        )
        == "True True\nkept\n1\n"
    )


# --- Too much ------------------------------------------------------------------------------------


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
    assert "Too many open files" in ask(kernel, "files = []\nwhile True:\n    files.append(open('/dev/null'))")


def test_a_flood_of_output_is_cut(warm, kernel):
    ran = kernel.run("for i in range(10**7):\n    print('x' * 100)", 30)
    (stream, *_) = ran.outputs
    assert ran.ended is None
    assert len(stream["text"]) < 1_100_000
    assert stream["text"].endswith("[The output was too long: what followed is left out.]\n")
    for flood in ("print('x' * 3 * 10**8)", "'x' * 3 * 10**8", "raise ValueError('x' * 10**8)",
                  "from IPython.display import HTML\nHTML('x' * 10**8)",
                  "from IPython.display import Image, display\nfor _ in range(10**5): display(Image(b'\\x89PNG\\r\\n\\x1a\\n' + bytes(10**6)))",
                  "for i in range(10**5):\n    display(i)",
                  "import sys\nfor i in range(10**6):\n    print(i); print(i, file=sys.stderr)"):  # fmt: skip
        ran = kernel.run(flood, 60)
        assert ran.ended is None, flood
        assert sum(len(str(output)) for output in ran.outputs) < 9_000_000, flood
    peak = int(ask(kernel, "import resource\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"))
    assert peak < 2 * 2**20  # KiB


# --- It never ends, or ends too early ------------------------------------------------------------


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
        "def f():\n    while True:\n        try:\n            while True: pass\n        except BaseException:\n            f()\nf()",
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


# --- The connection ------------------------------------------------------------------------------

FIND = """
import os, socket, stat, struct, json
def valid(fd):
    try:
        return stat.S_ISSOCK(os.fstat(fd).st_mode)
    except OSError:
        return False
connection = socket.socket(fileno=[fd for fd in range(3, 256) if valid(fd)][0])
def forge(message):
    text = json.dumps(message).encode()
    connection.sendall(struct.pack("!QQ", len(text), 0) + text)
"""


@pytest.mark.parametrize(
    ("code", "ended"),
    [
        ("connection.sendall(b'garbage' * 100)", "too much output"),
        ("connection.sendall(struct.pack('!QQ', 2**60, 0))", "too much output"),
        ("connection.sendall(struct.pack('!QQ', 5, 0) + b'[[[[[')", "died"),
        ("forge({'dict': [['id', 'x'], ['answer', None]]})", "died"),
        ("forge({'dict': [['answer', {'dict': [['outputs', []], ['count', 1]]}]]})", "died"),
        ("forge([])", "died"),
        ("connection.shutdown(socket.SHUT_RDWR)", "died"),
        ("connection.sendall(struct.pack('!QQ', 1000, 0)); import time; time.sleep(60)", "timeout"),
        ("os.close(connection.fileno())", "timeout"),
        ("os.dup2(os.open('/dev/null', os.O_RDWR), connection.fileno())", "timeout"),
    ],
)
def test_abusing_the_connection_ends_the_process_and_nothing_else(warm, monkeypatch, code, ended):
    monkeypatch.setattr(sandbox, "PATIENCE", 1.0)
    with closing(connect(warm.address, {})) as kernel:
        ran = kernel.run(FIND + code, 1)
        assert ran.outputs == []
        assert ran.ended == ended or (ended == "timeout" and ran.ended == "died")
    with closing(connect(warm.address, {})) as kernel:
        assert still_works(kernel)


def test_a_reply_made_beforehand_does_not_fit(kernel):
    # One with the right number, written by the cell itself, can only say what the process may say anyway.
    ask(kernel, FIND)
    made = "import threading, time\ndef later():\n    time.sleep(1)\n    forge({'dict': [['id', 'a' * 16], ['answer', 'full marks']]})\n"
    ask(kernel, made + "threading.Thread(target=later).start()")
    time.sleep(1.5)
    with pytest.raises(wire.Garbled):
        kernel.ask({"op": "run", "source": "1", "seconds": 1}, 5)
    assert kernel.ended == "died"


def test_files_sent_over_the_connection_do_not_arrive(kernel):
    before = len(os.listdir("/proc/self/fd"))
    ask(kernel, FIND + "socket.send_fds(connection, [b'x'], [0, 1, 2])")
    assert len(os.listdir("/proc/self/fd")) <= before


def test_a_process_that_reads_no_question_is_given_up(warm):
    with closing(connect(warm.address, {})) as kernel:
        ask(kernel, "import _thread, ctypes\n_thread.start_new_thread(ctypes.PyDLL(None).sleep, (60,))")
        began = time.monotonic()
        with pytest.raises(wire.Gone):
            kernel.ask({"op": "nothing", "much": np.zeros(2**21)}, 1)
        assert time.monotonic() - began < 10
        assert kernel.ended == "timeout"


@pytest.mark.parametrize(
    "claimed",
    [
        None, [None], [{}], [{"output_type": "odd"}], [{"output_type": "stream", "name": "stdout", "text": 1}],
        [{"output_type": "display_data", "data": {"text/plain": np.ones(3)}, "metadata": {}}],
        [{"output_type": "display_data", "data": {"image/png": ["a"]}, "metadata": {}}],
        [{"output_type": "error", "ename": "a", "evalue": "b", "traceback": [1]}],
    ],
)  # fmt: skip
def test_what_is_no_output_is_not_taken_for_one(claimed):
    here, there = socket.socketpair()

    def answer():
        message = wire.receive(there)
        wire.send(there, {"id": message["id"], "answer": {"outputs": claimed, "count": 1}})
        there.close()

    threading.Thread(target=answer).start()
    assert Kernel(here).run("1", 1) == sandbox.Ran([], "died")


def test_operations_that_there_are_not_say_so_and_the_process_goes_on(kernel):
    with pytest.raises(wire.Garbled, match="Error"):
        kernel.ask({"op": "odd"}, 10)
    assert still_works(kernel)


# --- It is a Jupyter kernel to the student -------------------------------------------------------


def test_cells_show_what_they_show_in_jupyter(kernel):
    ran = kernel.run("import sys\nprint('a')\nprint('b')\nprint('c', file=sys.stderr)\ndisplay(1)\n5", 20)
    assert [output["output_type"] for output in ran.outputs] == [
        "stream",
        "stream",
        "display_data",
        "execute_result",
    ]
    assert [output.get("text") for output in ran.outputs[:2]] == ["a\nb\n", "c\n"]
    assert (ran.count, ran.outputs[-1]["execution_count"]) == (1, 1)
    ran = kernel.run("def f():\n    1 / 0\nf()", 20)
    (error,) = ran.outputs
    assert (error["ename"], error["evalue"], ran.count) == ("ZeroDivisionError", "division by zero", 2)
    assert "In[2]" in "".join(error["traceback"])
    assert ask(kernel, "_ = 3;") == ""
    assert (
        ask(
            kernel,
            "class A:\n    def _repr_mimebundle_(self, **_): return {'text/plain': 'mine', 'text/html': '<i>'}\nA()",
        )
        == "mine"
    )
    assert ask(kernel, "import asyncio\nawait asyncio.sleep(0.01)\nawait asyncio.to_thread(lambda: 7)") == "7"
    assert ask(kernel, "print(type(get_ipython()).__name__)") == "Shell\n"
    assert ask(kernel, "x = (") == "SyntaxError: incomplete input (<ipython-input-7-f396fd8cefcf>, line 1)"
    assert ask(kernel, "len?") == ""
    assert ask(kernel, "%time 1").count("Wall time") == 1
    assert ask(kernel, "%%capture out\nprint(3)") == ""
    assert ask(kernel, "out.stdout") == "'3\\n'"
    assert ask(kernel, "input('name')").startswith("StdinNotImplementedError")
    assert "no other programs" in ask(kernel, "!ls")
    assert "no other programs" in ask(kernel, "names = !ls")
    assert "no other programs" in ask(kernel, "%pip install numpy")
    assert (
        ask(kernel, "from IPython.display import clear_output\nprint(1)\nclear_output()\nprint(2)") == "2\n"
    )
    assert ask(kernel, "handle = display(1, display_id=True)\nhandle.update(2)") == "2"
    assert ask(kernel, "print('Ünïcødé ☃', open('/tmp/work/ü', 'w').encoding)") == "Ünïcødé ☃ utf-8\n"
    assert (
        ask(kernel, "import inspect\ndef g(): return 1\nprint(inspect.getsource(g))")
        == "def g(): return 1\n\n"
    )


def test_figures_are_shown_as_pictures(kernel):
    for code in (
        "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        "plt.hist([1, 2])\nplt.show()",
    ):
        (*_, picture) = kernel.run(code, 60).outputs
        assert picture["output_type"] == "display_data"
        assert picture["data"]["image/png"].startswith("iVBORw0KGgo")
        assert picture["data"]["text/plain"] == "<Figure size 640x480 with 1 Axes>"


def test_the_libraries_of_the_course_work(kernel):
    assert ask(
        kernel,
        """
        import numpy as np, torch, ctypes
        layer = torch.nn.Linear(3, 2)
        layer(torch.ones(4, 3)).sum().backward()
        print(layer.weight.grad.shape, np.linalg.svd(np.eye(3))[1].sum())
        print(ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 5)())
        import tempfile; print(tempfile.TemporaryFile().write(b"123"))
        """,
        60,
    ) == "torch.Size([2, 3]) 3.0\n5\n3\n"  # fmt: skip


def test_each_process_has_random_numbers_of_its_own(warm):
    code = "import random, numpy as np, torch\nprint(random.random(), np.random.rand(), torch.rand(1).item())"
    seen = set()
    for _ in range(3):
        with closing(connect(warm.address, {})) as kernel:
            seen.update(ask(kernel, code).split())
    assert len(seen) == 9


def test_the_files_of_a_submission_are_beside_it(warm):
    files = {
        "data.csv": b"1,2\n",
        "folder/数.txt": "数".encode(),
        "helper.py": b"x = 1",
        "torch.py": b"raise OSError",
    }
    with closing(connect(warm.address, files)) as kernel:
        assert ask(kernel, "import helper, torch\nprint(open('data.csv').read(), open('folder/数.txt').read(), torch.ones(1))") == "1,2\n 数 tensor([1.])\n"  # fmt: skip
    for name in ("/etc/passwd", "../up", "a/../../b"):
        with pytest.raises(NoKernel, match="a file is called"):
            connect(warm.address, {name: b""})
    with pytest.raises(NoKernel):
        connect(warm.address, {"large": bytes(2**26 + 1)})


# --- Nothing is left, and it is fast -------------------------------------------------------------


@contextmanager
def nothing_left(warm, patience=10):
    def now():
        return {
            "processes": len(descendants(warm.process.pid)),
            "files": len(os.listdir("/proc/self/fd")),
            "mounts": len(Path("/proc/self/mounts").read_text().splitlines()),
            "folder": os.listdir(warm.folder),
        }

    before, until = now(), time.monotonic() + patience
    yield
    while now() != before and time.monotonic() < until:
        time.sleep(0.05)
    assert now() == before


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
        wire.send(kernel.connection, {"op": "run", "id": "1", "source": "while True:\n    try:\n        while True: pass\n    except BaseException: pass", "seconds": 1.0})  # fmt: skip
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
    # Alone on two cores 0.04 and 0.05; here other tests run at the same time.
    print(f"connect and a trivial cell: {plain * 1e3:.0f} ms; with PyTorch: {torch * 1e3:.0f} ms")
    assert plain < 0.5
    assert torch < 0.5


def test_when_the_warm_process_ends_all_end_with_it(package):
    need_sandbox()
    with Warm(package) as warm:
        kernel = connect(warm.address, {})
        everyone = descendants(warm.process.pid)
        assert len(everyone) >= 4
    assert kernel.run("1", 5).ended == "died"
    until = time.monotonic() + 10
    while time.monotonic() < until and any(Path(f"/proc/{pid}").exists() for pid in everyone):
        time.sleep(0.05)
    assert not [pid for pid in everyone if Path(f"/proc/{pid}").exists()]
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
    with subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True) as parent:  # fmt: skip
        pid, folder = parent.stdout.readline().split()
        everyone = [int(pid), *descendants(int(pid))]
        parent.kill()
    until = time.monotonic() + 10
    while time.monotonic() < until and any(Path(f"/proc/{pid}").exists() for pid in everyone):
        time.sleep(0.05)
    assert not [pid for pid in everyone if Path(f"/proc/{pid}").exists()]


# --- Without a sandbox, and where it can't be had ------------------------------------------------


def test_without_a_sandbox_each_submission_still_has_its_own_process(package):
    with Warm(package, sandboxed=False) as warm:
        with (
            closing(connect(warm.address, {"a.txt": b"1"})) as one,
            closing(connect(warm.address, {})) as two,
        ):
            assert ask(one, "x = 1\nimport os\nprint(os.listdir(), os.getpid() != 1)") == "['a.txt'] True\n"
            assert ask(two, "x").startswith("NameError")
            assert "while grading it can't be imported" in ask(
                two, "from attention_lib.reference import causal_mask"
            )
            left = int(
                ask(
                    one,
                    "import subprocess\nprint(subprocess.Popen(['sleep', '600'], start_new_session=True).pid)",
                )
            )
            folder = ask(one, "print(os.getcwd())").strip()
            assert Path(folder).exists()
            assert one.run("while True: pass", 0.5).outputs[0]["ename"] == "CellTimeoutError"
        assert not Path(folder).exists()
        if sys.platform == "linux":
            assert not Path(f"/proc/{left}").exists()


def test_what_is_missing_is_said_with_the_package(monkeypatch):
    from attention_lib.grading import bubblewrap, seccomp

    monkeypatch.setattr(sys, "platform", "darwin")
    assert bubblewrap.missing() == ["The sandbox needs Linux: its namespaces and its filter of system calls."]
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(seccomp, "LIBRARY", "libnothing.so")
    words = " ".join(bubblewrap.missing())
    assert "apt install bubblewrap" in words
    assert "apt install libseccomp2" in words


def test_where_namespaces_are_forbidden_that_is_said():
    need_sandbox()
    if os.geteuid() != 0:
        pytest.skip("only root can forbid namespaces, for itself and its children")
    # In a user namespace in which none may be made further down.
    code = "from attention_lib.grading.sandbox import missing; print(missing())"
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
         f"echo 0 > /proc/sys/user/max_user_namespaces; exec {sys.executable} -c {code!r}"],
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert "does not let a process make namespaces" in done.stdout, done.stdout + done.stderr


ORDINARY = """
import os, tempfile
from contextlib import closing
from pathlib import Path
from attention_lib.grading.sandbox import Warm, connect, edition, missing
assert os.getuid() == 65534 and missing() == [], missing()
with tempfile.TemporaryDirectory() as folder:
    edition(["softmax"], Path(folder))
    with Warm(Path(folder)) as warm:
        for code in CODES:
            with closing(connect(warm.address, {})) as kernel:
                print(kernel.run(code, 30))
"""


def test_an_ordinary_user_has_the_same_sandbox(tmp_path):
    need_sandbox()
    if os.geteuid() != 0:
        pytest.skip("this is an ordinary user: all other tests were made as one")
    codes = [
        "import os; print(os.getpid(), os.geteuid(), os.listdir('/proc'), os.listdir('/tmp'))",
        "import os; os.fork()",
        "open('/x', 'w')",
        "open('/dev/x', 'w')",
        f"import os; print(os.path.exists({str(ROOT)!r}))",
        "import socket; socket.socket()",
        SYSCALL + "call('unshare', 0x10000000)",
        "from attention_lib.reference import softmax",
        "import numpy as np; np.ones(10**12)",
    ]
    # A world in which an ordinary user can get to the interpreter and to this code: folders on the way that are
    # closed to others are replaced.
    outer = ["bwrap", "--dev-bind", "/", "/", "--cap-add", "ALL", "--bind", "/tmp", "/tmp"]
    wanted = sorted({sys.prefix, os.path.realpath(sys.base_prefix), str(ROOT)})
    closed = {above for path in wanted for above in Path(path).parents if not above.stat().st_mode & 1}
    for folder in sorted(closed):
        outer += ["--perms", "0755", "--tmpfs", str(folder)]
    for path in wanted:
        if closed & set(Path(path).parents):
            for above in reversed(Path(path).parents[:-1]):
                if closed & {above, *above.parents}:
                    outer += ["--perms", "0755", "--dir", str(above)]
            outer += ["--ro-bind", path, path]
    user = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--inh-caps=-all"]
    done = subprocess.run(
        [*outer, "--chdir", "/", "--", *user, sys.executable, "-c", f"CODES = {codes!r}\n{ORDINARY}"],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": "/tmp", "TMPDIR": "/tmp"},
    )
    said = done.stdout.splitlines()
    assert len(said) == len(codes), done.stdout + done.stderr
    assert "1 65534 [] ['home', 'work']" in said[0] or "1 65534 [] ['work', 'home']" in said[0]
    for line, expected in zip(
        said[1:],
        ["PermissionError", "Read-only file system", "Read-only file system", "False", "PermissionError",
         "unshare 1", "while grading it can't be imported", "MemoryError"],
        strict=True,
    ):  # fmt: skip
        assert expected in line


def test_a_teachers_library_inside_of_what_is_seen_is_covered(monkeypatch, tmp_path):
    from attention_lib.grading import bubblewrap

    monkeypatch.setattr(bubblewrap, "HERE", Path(sys.prefix) / "lib" / "attention_lib")
    command = command_line(tmp_path)
    assert command[command.index(f"{os.path.realpath(sys.prefix)}/lib/attention_lib") - 1] == "--tmpfs"


def test_an_edition_that_would_tell_is_not_made(tmp_path, monkeypatch):
    from attention_lib.grading import edition as module

    monkeypatch.setattr(module, "ALWAYS", (*module.ALWAYS, "check.examine"))
    with pytest.raises(ValueError, match="must not be"):
        edition(["softmax"], tmp_path)


def test_what_locked_cells_import_is_there(tmp_path):
    edition(["dot_product_scores"], tmp_path, imports=["attention"])
    names = {file.stem for file in (tmp_path / "attention_lib" / "reference").glob("*.py") if "raise ImportError" not in file.read_text()[:20]}  # fmt: skip
    assert names == {"__init__", "arrays", "scores", "scaling", "softmax", "masks"}
