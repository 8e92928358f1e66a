"""The system calls that make a world apart: Python has names for few of them before 3.12."""

import ctypes
import os
from pathlib import Path

from redshank.core.lifetime import end_with_parent

NEW_MOUNTS, NEW_CGROUP, NEW_NAMES, NEW_MESSAGES = 0x00020000, 0x02000000, 0x04000000, 0x08000000
NEW_PROCESSES, NEW_NETWORK = 0x20000000, 0x40000000

READ_ONLY, NO_SETUID, NO_DEVICES, NO_PROGRAMS = 0x1, 0x2, 0x4, 0x8
REMOUNT, BIND, MOVE, WITH_ALL_BELOW, PRIVATE = 0x20, 0x1000, 0x2000, 0x4000, 0x40000

_LAZY = 0x2
_DROP_FROM_BOUND = 24
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}


def unshare(flags: int) -> None:
    """Leave the namespaces named by `flags` for new ones; of NEW_PROCESSES only children do. Raises OSError."""
    _done(_libc().unshare(ctypes.c_int(flags)), "unshare")


def mount(source: str, target: str | Path, kind: str = "", flags: int = 0, options: str = "") -> None:
    """Mount something, or change a mount, as mount(2) does. Raises OSError that names the target."""
    words = (source.encode(), os.fsencode(target), kind.encode() or None)
    _done(_libc().mount(*words, ctypes.c_ulong(flags), options.encode() or None), str(target))


def bind(source: str | Path, target: str | Path, read_only: bool = True) -> None:
    """Show `source`, with what is mounted below it, at `target` too."""
    mount(str(source), target, flags=BIND | WITH_ALL_BELOW)
    if read_only:
        mount("", target, flags=REMOUNT | BIND | READ_ONLY)


def unmount(target: str | Path) -> None:
    """Take a mount away, at once for new users of it."""
    _done(_libc().umount2(os.fsencode(target), ctypes.c_int(_LAZY)), str(target))


def enter_root(root: Path) -> None:
    """Make `root`, a mount, the root of this mount namespace; nothing of the old one can be reached afterwards.

    Where the old root is no mount itself (a chroot), it stays below, out of reach by path.
    """
    os.chdir(root)
    number = _PIVOT_ROOT.get(os.uname().machine, -1)
    if _libc().syscall(ctypes.c_long(number), b".", b".") == 0:
        unmount(".")  # "." is both now: the old root lies on top
        os.chdir("/")
        return
    mount(".", "/", flags=MOVE)
    os.chroot(".")
    os.chdir("/")


def die_with_parent(parent: int, signal: int) -> None:
    """Have the kernel send this process `signal` when its parent ends; where it has ended already, end now.

    parent: its pid, 0 for one outside this pid namespace.
    """
    end_with_parent(signal)
    if os.getppid() != parent:
        os._exit(1)


def give_up_right(capability: int) -> None:
    """Neither this process nor its children can have this capability again, after their next exec."""
    _done(_libc().prctl(_DROP_FROM_BOUND, ctypes.c_ulong(capability), 0, 0, 0), "prctl")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _done(result: int, what: str) -> None:
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error), what)
