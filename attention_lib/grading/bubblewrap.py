"""What bubblewrap is told: a world with the system, Python and the students' edition, and nothing else in it."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from attention_lib.grading import seccomp
from attention_lib.grading.edition import HERE

INSIDE = "/edition"
"""Where the edition is, seen from inside."""

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


def environment(home: str) -> dict[str, str]:
    """The whole environment of student code: nothing of the teacher's."""
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "HOME": home,
        "USER": "student",
        "LOGNAME": "student",
        "IPYTHONDIR": f"{home}/ipython",
        "MPLCONFIGDIR": f"{home}/matplotlib",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        **dict.fromkeys(THREADS, "1"),
    }


def command_line(edition: Path) -> list[str]:
    """The command that starts another in a world of its own: the system, Python, the edition, and no more."""
    command = [
        "bwrap",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-ipc",
        "--unshare-uts",
        "--unshare-cgroup-try",
    ]
    command += ["--hostname", "grading", "--die-with-parent", "--new-session"]
    if os.geteuid() == 0:
        # No user namespace: in it, the interpreter in a home folder that only root can read could not be
        # bound by an unprivileged user. The first thing inside is to become one.
        command += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        command += ["--unshare-user"]
    command += ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib32", "lib64"):
        if (folder := Path("/", name)).is_symlink():
            command += ["--symlink", os.readlink(folder), str(folder)]
        elif folder.is_dir():
            command += ["--ro-bind", str(folder), str(folder)]
    for path in ("/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/sys/devices/system/cpu"):
        command += ["--ro-bind-try", path, path]
    command += ["--proc", "/proc", "--tmpfs", "/dev", "--perms", "1777", "--tmpfs", "/tmp"]
    for device in ("null", "zero", "full", "random", "urandom"):
        command += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    for path in interpreter():
        for above in reversed(Path(path).parents[:-1]):
            command += ["--perms", "0755", "--dir", str(above)]  # else none but root may pass through
        command += ["--ro-bind", path, path]
    for path in whole_library():
        command += ["--tmpfs", path]
    command += ["--perms", "0755", "--dir", INSIDE]
    command += ["--ro-bind", f"{edition}/attention_lib", f"{INSIDE}/attention_lib"]
    return [*command, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp"]


def interpreter() -> list[str]:
    """The folders of this Python, under the names that it knows them by."""
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    prefixes |= {os.path.realpath(prefix) for prefix in prefixes}
    return sorted(prefix for prefix in prefixes if not prefix.startswith("/usr/") and prefix != "/usr")


def whole_library() -> list[str]:
    """The teacher's attention_lib, where it is installed inside of what is seen: it knows the answers."""
    there = os.path.realpath(HERE)
    seen = [*interpreter(), "/usr"]
    return [there] if any(there.startswith(f"{folder}/") for folder in seen) else []


def missing() -> list[str]:
    """Say what this machine lacks for a sandbox.

    Returns
    -------
    list of str
        Sentences; none where it will work.
    """
    if sys.platform != "linux":
        return ["The sandbox needs Linux: its namespaces and its filter of system calls."]
    sentences = []
    if shutil.which("bwrap") is None:
        sentences.append(
            "bubblewrap is not installed: `apt install bubblewrap` (or dnf, pacman, zypper) brings it."
        )
    try:
        seccomp.program()
    except OSError:
        sentences.append(
            "libseccomp is not installed: `apt install libseccomp2` (elsewhere: libseccomp) brings it."
        )
    if not sentences and (reason := _refused()):
        sentences.append(
            f"This machine does not let a process make namespaces of its own ({reason}). In a container, allow "
            "them (Docker: --security-opt seccomp=unconfined); on Ubuntu see "
            "kernel.apparmor_restrict_unprivileged_userns; elsewhere user.max_user_namespaces."
        )
    return sentences


def _refused() -> str | None:
    """Try what a sandbox does first, and say what went wrong."""
    start = (
        "import sys; sys.path.insert(0, sys.argv[1]); from attention_lib.grading import confine; "
        "confine.become_nobody(); confine.new_world()"
    )
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "attention_lib" / "grading"
        package.mkdir(parents=True)
        for name in ("__init__.py", "../__init__.py"):
            (package / name).touch()
        shutil.copy(Path(__file__).with_name("confine.py"), package)
        command = [*command_line(Path(folder)), "--", sys.executable, "-I", "-c", start, INSIDE]
        tried = subprocess.run(
            command,
            env=environment("/tmp"),
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
    if tried.returncode == 0:
        return None
    return (tried.stderr.strip().splitlines() or [f"exit code {tried.returncode}"])[-1]
