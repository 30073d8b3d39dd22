"""A student's process sees nothing and reaches nobody; each attack is really made."""

import importlib.util
import os
import select
import socket
import subprocess
import sys
import tempfile
import textwrap
from contextlib import closing
from pathlib import Path

import pytest

from attention_lib.check.problems import CHAPTERS, PROBLEMS
from attention_lib.grading import sandbox
from attention_lib.grading.bubblewrap import command_line
from attention_lib.grading.sandbox import Warm, connect

_spec = importlib.util.spec_from_file_location("kernels", Path(__file__).with_name("kernels.py"))
kernels = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(kernels)
ROOT = kernels.ROOT
need_sandbox = kernels.need_sandbox
text = kernels.text
ask = kernels.ask
still_works = kernels.still_works
package = kernels.package
warm = kernels.warm
kernel = kernels.kernel


# --- What can't be seen ---


def test_nothing_of_the_course_is_there(kernel, tmp_path):
    (tmp_path / "gradebook.db").write_text("marks")
    # The interpreter may lie inside of the checkout, in .venv: of all that lies there, it alone can be seen.
    inside = [place for place in ROOT.iterdir() if str(place) not in {sys.prefix, sys.base_prefix}]
    assert ROOT / "solutions" in inside
    places = [*inside, tmp_path, Path.home() / ".bashrc"]
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


# --- What can't be reached ---


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('127.0.0.1', PORT), 2)",
        "import socket; socket.create_connection(('93.184.216.34', 80), 2)",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('8.8.8.8', 53))",
        "import socket; socket.socket(socket.AF_INET6)",
        "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
        "import socket; socket.socket(socket.AF_UNIX).connect('PLACE')",
        "import socket; socket.socket(socket.AF_UNIX).connect('\\0PLACE')",
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
        abstract.bind(f"\0{place}")  # of all networks of this machine, so no two tests take the same name
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
    "path",
    [
        *(
            "/x",
            "/tmp/../x",
            "/etc/x",
            "/usr/x",
            "/dev/x",
            "/proc/x",
            "/edition/x",
            f"{Path.home()}/x",
            f"{ROOT}/x",
            "/home/x",
        ),
        *("/edition/attention_lib/x", "/edition/attention_lib/reference/softmax.py", f"{sys.prefix}/x"),
        "/sys/devices/system/cpu/online",
    ],
)
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


# --- Without a sandbox, and where it can't be had ---


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
            assert not kernels.alive([left])


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
        f"import os; print(os.path.exists({str(ROOT / 'solutions')!r}))",
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
