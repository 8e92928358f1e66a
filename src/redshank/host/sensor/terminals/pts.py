"""The host's own terminals, as its devpts folder shows them, and those of the agent itself."""

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PTS_MAJORS = range(136, 144)  # Documentation/admin-guide/devices.txt


@dataclass(frozen=True, slots=True)
class HostTerminals:
    """What is asked about terminals outside the kernel's records. folder: /dev/pts. device: of the folder, see `device_of`;
    None where there is none. namespace: the agent's pid namespace.

    own: numbers of terminals the agent itself writes to, which are never recorded: a recording of its own lines would
    make lines.
    """

    folder: Path
    device: int | None
    namespace: int
    own: frozenset[int] = frozenset()

    def is_foreign(self, device: int | None) -> bool:
        """True for a terminal of another devpts, as a container's."""
        return device != self.device

    def is_own(self, device: int | None, number: int | None) -> bool:
        """True for a terminal the agent writes to."""
        return bool(self.own) and number in self.own and not self.is_foreign(device)

    def is_inner(self, namespace: int | None) -> bool:
        """True for a process in another pid namespace than the agent's."""
        return namespace is not None and namespace != self.namespace

    def is_open(self, number: int | None) -> bool:
        """Whether the host's terminal with this number exists."""
        return (self.folder / str(number)).exists()

    def any_open(self) -> bool:
        """Whether the host has any terminal the agent does not write to."""
        with suppress(OSError):
            return any(entry.name.isdigit() and int(entry.name) not in self.own for entry in self.folder.iterdir())
        return False

    def age_ns(self, device: int | None, number: int | None, now_ns: int) -> int | None:
        """How long the terminal has existed; None where that cannot be said."""
        if self.is_foreign(device):
            return None
        with suppress(OSError):
            return max(0, now_ns - (self.folder / str(number)).stat().st_ctime_ns)
        return None


def device_of(folder: Path) -> int | None:
    """A folder's device as the kernel encodes it: major << 20 | minor. None where there is no folder."""
    with suppress(OSError):
        number = folder.stat().st_dev
        return os.major(number) << 20 | os.minor(number)
    return None


def own_terminals(descriptors: Iterable[int], stat_line: Path) -> frozenset[int]:
    """Numbers of the pseudo-terminals behind these descriptors, and of the controlling one. stat_line: /proc/self/stat."""
    found = set()
    for fd in descriptors:
        with suppress(OSError):
            status = os.fstat(fd)
            if stat.S_ISCHR(status.st_mode):
                found.add(_number(os.major(status.st_rdev), os.minor(status.st_rdev)))
    with suppress(OSError, ValueError, IndexError):
        device = int(stat_line.read_text().rpartition(")")[2].split()[4])
        found.add(_number(device >> 8 & 0xFFF, device & 0xFF | device >> 12 & 0xFFF00))
    return frozenset(number for number in found if number is not None)


def _number(major: int, minor: int) -> int | None:
    return (major - PTS_MAJORS.start) * 256 + minor if major in PTS_MAJORS else None
