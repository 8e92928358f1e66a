"""The kernel's fanotify through ctypes: a group, marks on folders, and the bytes of its records.

Numbers are the kernel's, from linux/fanotify.h. The queue keeps the kernel's own bound (16,384 records, about 3 MiB)
rather than FAN_UNLIMITED_QUEUE: a stalled agent must not let a stranger fill the kernel's memory. What that can lose is
told by one overflow record, and found again by comparing (`rescan`). The number of marks is bounded by the plan instead
of the kernel, whose bound on a small machine is below it.
"""

import ctypes
import errno
import os
from ctypes import c_char_p, c_int, c_uint, c_uint64

from redshank.core.errors import HostError

MODIFY, ATTRIB, CLOSE_WRITE = 0x2, 0x4, 0x8
MOVED_FROM, MOVED_TO = 0x40, 0x80
CREATE, DELETE, DELETE_SELF = 0x100, 0x200, 0x400
Q_OVERFLOW = 0x4000
EVENT_ON_CHILD, RENAME, ONDIR = 0x0800_0000, 0x1000_0000, 0x4000_0000

_CLOEXEC, _NONBLOCK, _UNLIMITED_MARKS = 0x1, 0x2, 0x20
_REPORT_FID, _REPORT_DIR_FID, _REPORT_NAME, _REPORT_TARGET_FID = 0x200, 0x400, 0x800, 0x1000
_MARK_ADD, _MARK_REMOVE, _MARK_ONLYDIR = 0x1, 0x2, 0x8

_NAMES = CREATE | DELETE | DELETE_SELF | ONDIR
READ_BYTES = 1 << 16


class Group:
    """One fanotify group. Close it.

    whole: the kernel names the changed object itself and tells a rename as one record (5.17 and newer); where it does
    not, a rename comes as MOVED_FROM and MOVED_TO.
    """

    def __init__(self, whole: bool = True) -> None:
        """Raises HostError where this process may not, or this kernel cannot."""
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._libc.fanotify_init.argtypes = [c_uint, c_uint]
        self._libc.fanotify_mark.argtypes = [c_int, c_uint, c_uint64, c_int, c_char_p]
        plain = _CLOEXEC | _NONBLOCK | _UNLIMITED_MARKS | _REPORT_DIR_FID | _REPORT_NAME
        self.whole, self.fd = whole, -1
        if whole:
            self.fd = self._init(plain | _REPORT_FID | _REPORT_TARGET_FID)
        if self.fd < 0:
            self.whole, self.fd = False, self._init(plain)
        if self.fd < 0:
            raise _refused(ctypes.get_errno())

    def _init(self, flags: int) -> int:
        return int(self._libc.fanotify_init(flags, os.O_RDONLY | os.O_CLOEXEC))

    def mark(self, folder: int, mask: int) -> None:
        """Ask for `mask` on an open folder; asking again adds. Raises OSError, ENOSPC where the user's marks are used up."""
        if self._libc.fanotify_mark(self.fd, _MARK_ADD | _MARK_ONLYDIR, mask, folder, None) < 0:
            raise _error("fanotify_mark")

    def unmark(self, folder: int, mask: int) -> None:
        """Take `mask` from an open folder. Raises OSError."""
        if self._libc.fanotify_mark(self.fd, _MARK_REMOVE | _MARK_ONLYDIR, mask, folder, None) < 0:
            raise _error("fanotify_mark")

    def mask(self, content: bool = True) -> int:
        """The mask of a watched folder; without content it stays quiet while files are written."""
        moves = RENAME if self.whole else MOVED_FROM | MOVED_TO
        return _NAMES | moves | ATTRIB | EVENT_ON_CHILD | (MODIFY | CLOSE_WRITE if content else 0)

    def waiting_mask(self) -> int:
        """The mask of a folder in which only certain names matter: created and renamed, nothing about its files."""
        return CREATE | ONDIR | (RENAME if self.whole else MOVED_FROM | MOVED_TO)

    def read(self) -> bytes:
        """Whole records that wait, at most READ_BYTES; empty where none do."""
        try:
            return os.read(self.fd, READ_BYTES)
        except BlockingIOError:
            return b""

    def close(self) -> None:
        """Give all marks back. May be called twice."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1


def may_mark() -> bool:
    """Whether this process may watch files by fanotify on this kernel."""
    try:
        Group().close()
    except HostError:
        return False
    return True


def _error(what: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{what}: {os.strerror(number)}")


def _refused(number: int) -> HostError:
    if number == errno.EPERM:
        return HostError("file changes need root (CAP_SYS_ADMIN) in the first user namespace: run as root")
    if number in (errno.ENOSYS, errno.EINVAL):
        return HostError("this kernel has no fanotify with names (5.9 or newer): file changes are not seen")
    return HostError(f"fanotify refused: {os.strerror(number)}")
