"""What a host says about itself, and how much its agent takes of it."""

import os
import socket
from contextlib import suppress
from pathlib import Path

from redshank import __version__
from redshank.wire.messages import HostFacts

_MAX_BYTES = 64 << 10


def host_facts(root: Path = Path("/")) -> HostFacts:
    """Name, machine id, kernel and distribution. root: of the file system; what cannot be read is left empty."""
    return HostFacts(
        name=socket.gethostname()[:255],
        machine_id=_text(root / "etc/machine-id").strip()[:64],
        kernel=os.uname().release[:128],
        os=_pretty_name(_text(root / "etc/os-release") or _text(root / "usr/lib/os-release"))[:128],
        agent_version=__version__,
    )


def _pretty_name(text: str) -> str:
    """PRETTY_NAME of os-release(5)."""
    for line in text.splitlines():
        if line.startswith("PRETTY_NAME="):
            return line.partition("=")[2].strip().strip("\"'")
    return ""


def boot_id(root: Path = Path("/")) -> str:
    """The kernel's id of this boot; empty where it tells none."""
    return _text(root / "proc/sys/kernel/random/boot_id").strip()


def memory_bytes(pid: int | None = None) -> int:
    """What a process adds to the memory in use: its proportional share, or all of it where that may not be asked. 0 where it is gone."""
    place = Path("/proc") / (str(pid) if pid else "self")
    for line in _text(place / "smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    resident = _text(place / "statm").split()
    return int(resident[1]) * os.sysconf("SC_PAGE_SIZE") if len(resident) > 1 else 0


def resident_bytes() -> int:
    """Resident memory of this process."""
    return int(_text(Path("/proc/self/statm")).split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _text(path: Path) -> str:
    with suppress(OSError), path.open("rb") as file:
        return file.read(_MAX_BYTES).decode("utf-8", "backslashreplace")
    return ""
