"""Mounts: which device the kernel itself thinks a file is on, and which places can hang whoever looks at them.

`stat` answers with a made-up device for files on overlayfs and in btrfs subvolumes; the kernel side reads the one of
the mounted file system, which stands in /proc/self/mountinfo. The inode numbers agree (seen on overlayfs for files of
the lower and upper layer, copied up and replaced).
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

MOUNTINFO, FDINFO = Path("/proc/self/mountinfo"), Path("/proc/self/fdinfo")
_MAX_BYTES = 4 << 20
_REMOTE = frozenset(("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "coda", "lustre", "ncpfs", "fuse", "autofs"))
_OCTAL = re.compile(r"\\(040|011|012|134)")


def encode(major: int, minor: int) -> int:
    """A device number as the kernel has it inside, which is not how `stat` packs it."""
    return major << 20 | minor


def parse_mountinfo(raw: str) -> dict[int, int]:
    """Mount id to encoded device; lines that are none are left out (proc_pid_mountinfo(5))."""
    found: dict[int, int] = {}
    for line in raw.splitlines():
        parts = line.split(" ", 3)
        numbers = parts[2].split(":") if len(parts) == 4 else []
        if len(numbers) == 2 and all(number.isdecimal() for number in (parts[0], *numbers)):
            found[int(parts[0])] = encode(int(numbers[0]), int(numbers[1]))
    return found


def remote_mounts(raw: str) -> frozenset[str]:
    """Mount points of network file systems, and of those that a user's own process answers for; never the root folder."""
    found = set()
    for line in raw.splitlines():
        before, _, after = line.partition(" - ")
        parts, kind = before.split(" "), after.split(" ")[0]
        if len(parts) >= 5 and parts[4] != "/" and (kind in _REMOTE or kind.startswith("fuse.")):
            found.add(_unescaped(parts[4]))
    return frozenset(found)


def _unescaped(point: str) -> str:
    """Blank, tab, newline and backslash stand as \\040 and the like."""
    return _OCTAL.sub(lambda found: chr(int(found[1], 8)), point)


def mount_id(fdinfo: str) -> int | None:
    """The mount id in the kernel's notes on a descriptor."""
    for line in fdinfo.splitlines():
        name, _, value = line.partition(":")
        if name == "mnt_id" and value.strip().isdecimal():
            return int(value)
    return None


def read_proc(path: Path) -> str:
    """A file of /proc as text, empty where it cannot be read."""
    try:
        with path.open("rb") as file:
            return os.fsdecode(file.read(_MAX_BYTES))
    except OSError:
        return ""


class Devices:
    """Devices of open files. Mounts are read when an unknown one turns up."""

    def __init__(self, read: Callable[[Path], str] = read_proc) -> None:
        self._read = read
        self._mounts: dict[int, int] = {}

    def of(self, fd: int) -> int:
        """The encoded device of an open file; what `stat` says where /proc does not tell, or not of that mount."""
        number = mount_id(self._read(FDINFO / str(fd)))
        if number is not None:
            if number not in self._mounts:
                self._mounts = parse_mountinfo(self._read(MOUNTINFO))
            if number in self._mounts:
                return self._mounts[number]
        device = os.fstat(fd).st_dev
        return encode(os.major(device), os.minor(device))
