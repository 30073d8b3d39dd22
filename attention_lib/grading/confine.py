"""Shut a process in, from within: namespaces, limits, no rights, a filter of system calls. Linux only."""

import ctypes
import os
import resource
import socket
from pathlib import Path

MEMORY = 2 * 2**30
"""Bytes of memory that a student's process may take beyond what it has when it starts."""

DISK = 64 * 2**20
"""Bytes that it may write, in all and to one file."""

FILES, INODES, THREADS = 256, 4096, 64
"""Files that it may hold open and may make, and threads that it may have."""

CPU = 3600
"""Seconds of computing; the keeper looks at the clock on the wall."""

NOBODY = 65534

SCRATCH = "/tmp"

# From <linux/sched.h>: user, mount, process, IPC, network and host name namespaces.
NEWUSER, NEWNS, NEWPID, NEWIPC, NEWNET, NEWUTS = (
    0x10000000,
    0x20000,
    0x20000000,
    0x8000000,
    0x40000000,
    0x4000000,
)
# From <sys/mount.h>
NOSUID, NODEV, NOEXEC, RDONLY, REC, SLAVE = 2, 4, 8, 1, 0x4000, 1 << 19
# From <linux/prctl.h>
PDEATHSIG, DUMPABLE, SECCOMP, CAPBSET_DROP, CHILD_SUBREAPER, NO_NEW_PRIVS, AMBIENT = 1, 4, 22, 24, 36, 38, 47

_libc = ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    """struct sock_fprog: a filter of system calls."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def prctl(option: int, *arguments: int) -> None:
    """Set something about this process."""
    words = [ctypes.c_ulong(word) for word in (*arguments, 0, 0, 0, 0)[:4]]
    _checked(_libc.prctl(option, *words), f"prctl({option})")


def die_with_parent() -> None:
    """Be killed when the parent ends, however it ends."""
    prctl(PDEATHSIG, 9)


def become_nobody() -> None:
    """Give up root, where this is root, and what else was needed to do so."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    prctl(AMBIENT, 4)  # PR_CAP_AMBIENT_CLEAR_ALL
    _drop_capabilities()
    prctl(NO_NEW_PRIVS, 1)
    prctl(DUMPABLE, 1)  # a change of user clears it, and /proc/self belongs to root without it
    die_with_parent()  # a change of user clears this too


def adopt_orphans() -> None:
    """Become the parent of what descendants leave behind, so that it can be found."""
    prctl(CHILD_SUBREAPER, 1)


def end_children() -> None:
    """Kill all children; those of a child become children when it ends."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    while pids := children.read_text().split():
        for pid in map(int, pids):
            os.kill(pid, 9)
            os.waitpid(pid, 0)


def new_world() -> None:
    """Go into new namespaces; the next child is the first process of the new one."""
    user, group = os.geteuid(), os.getegid()
    _checked(_libc.unshare(NEWUSER | NEWNS | NEWPID | NEWIPC | NEWNET | NEWUTS), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def shut_in(connection: socket.socket, program: bytes) -> None:
    """Take everything from this process, the first of a new world, that a student's code need not have."""
    os.setsid()
    die_with_parent()
    _checked(_libc.mount(None, b"/", None, REC | SLAVE, None), "mount /")
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    mount("/proc", RDONLY, "size=4k,nr_inodes=1,mode=0555")
    mount(SCRATCH, 0, f"size={DISK},nr_inodes={INODES},mode=0700")
    close_all_but(connection)
    limits(taken)
    for capability in range(64):
        if _libc.prctl(CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break  # there are no more
    _drop_capabilities()
    prctl(NO_NEW_PRIVS, 1)
    prctl(DUMPABLE, 0)
    filtered = _Program(len(program) // 8, program)
    _checked(_libc.prctl(SECCOMP, 2, ctypes.byref(filtered), 0, 0), "seccomp")


def mount(where: str, flags: int, options: str) -> None:
    """Put an empty folder in the place of another."""
    flags |= NOSUID | NODEV | NOEXEC
    _checked(_libc.mount(b"tmpfs", where.encode(), b"tmpfs", flags, options.encode()), f"mount {where}")


def close_all_but(connection: socket.socket) -> None:
    """Close all files; what code writes past sys.stdout goes nowhere."""
    null = os.open("/dev/null", os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    keep = connection.fileno()
    os.closerange(3, keep)
    os.closerange(keep + 1, 65536)


def limits(taken: int) -> None:
    """Limit memory (beyond what is taken already), time, files and threads."""
    for what, most in (
        (resource.RLIMIT_AS, taken + MEMORY),
        (resource.RLIMIT_CPU, CPU),
        (resource.RLIMIT_FSIZE, DISK),
        (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_NPROC, THREADS),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _drop_capabilities() -> None:
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this thread
    nothing = (ctypes.c_uint32 * 6)()
    _checked(_libc.capset(header, nothing), "capset")
