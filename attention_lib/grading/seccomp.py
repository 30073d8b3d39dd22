"""The system calls that student code can't make, as a filter for the kernel. libseccomp writes it."""

import ctypes
import errno
import tempfile

LIBRARY = "libseccomp.so.2"

DENIED = """
execve execveat fork vfork
ptrace process_vm_readv process_vm_writev process_madvise process_mrelease pidfd_getfd kcmp
mount umount umount2 pivot_root chroot move_mount open_tree open_tree_attr fsopen fsmount fspick fsconfig mount_setattr
statmount listmount setns unshare swapon swapoff reboot acct quotactl quotactl_fd nfsservctl vhangup
init_module finit_module delete_module create_module kexec_load kexec_file_load
bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register
add_key request_key keyctl
memfd_create memfd_secret shmget shmat shmctl shmdt msgget msgsnd msgrcv msgctl
semget semop semctl semtimedop mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify mq_getsetattr
socket bind listen accept accept4 connect
name_to_handle_at open_by_handle_at fanotify_init fanotify_mark
iopl ioperm modify_ldt personality uselib ustat sysfs _sysctl lookup_dcookie syslog
settimeofday clock_settime clock_adjtime adjtimex stime sethostname setdomainname
migrate_pages move_pages mbind set_mempolicy set_mempolicy_home_node
setuid setgid setreuid setregid setresuid setresgid setgroups setfsuid setfsgid capset
mknod mknodat seccomp landlock_create_ruleset landlock_add_rule landlock_restrict_self
"""
"""Other programs and processes, other processes' memory, mounts and namespaces, kernel services that have
often had holes, memory that belongs to nobody, and the network. socketpair stays: asyncio needs it."""

CLONE_THREAD, PDEATHSIG = 0x10000, 1

_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_MASKED_EQUAL = 7


class _Comparison(ctypes.Structure):
    """struct scmp_arg_cmp."""

    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("mask", ctypes.c_uint64),
        ("value", ctypes.c_uint64),
    )


def program() -> bytes:
    """Compile the filter for this machine.

    Raises
    ------
    OSError
        Where there is no libseccomp, or it fails.
    """
    library = ctypes.CDLL(LIBRARY)
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(_ALLOW)))
    if not context:
        raise OSError("libseccomp can't begin a filter")
    try:
        for name in DENIED.split():
            _deny(library, context, name, errno.EPERM)
        # A thread is a clone too, whose flags say so. Those of clone3 can't be read by a filter; without it,
        # clone is taken.
        _deny(library, context, "clone", errno.EPERM, _Comparison(0, _MASKED_EQUAL, CLONE_THREAD, 0))
        _deny(library, context, "clone3", errno.ENOSYS)
        # The student's process dies with its keeper, and can't change that.
        _deny(library, context, "prctl", errno.EPERM, _Comparison(0, _MASKED_EQUAL, 0xFFFFFFFF, PDEATHSIG))
        with tempfile.TemporaryFile() as file:
            if library.seccomp_export_bpf(context, file.fileno()) != 0:
                raise OSError("libseccomp can't write the filter")
            file.seek(0)
            return file.read()
    finally:
        library.seccomp_release(context)


def _deny(library: ctypes.CDLL, context: ctypes.c_void_p, name: str, error: int, *only: _Comparison) -> None:
    number = library.seccomp_syscall_resolve_name(name.encode())
    if number < 0:
        return  # not on this kind of machine, or newer than the library
    rules = (_Comparison * len(only))(*only)
    if (
        library.seccomp_rule_add_array(context, ctypes.c_uint32(_ERRNO | error), number, len(only), rules)
        != 0
    ):
        raise OSError(f"libseccomp refuses a rule for {name}")
