"""What processes use, read from /proc."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
_IDLE_AT = (3, 4)  # idle and iowait among the numbers of /proc/stat's first line


@dataclass(frozen=True, slots=True)
class Stat:
    """One process. cpu_s: user and system time so far, in seconds, good to 10 ms."""

    pid: int
    name: str
    parent: int
    session: int
    cpu_s: float


def parse_stat(text: str) -> Stat:
    """The facts of a /proc/PID/stat line. The name may hold anything, also spaces and brackets."""
    pid, _, rest = text.partition(" (")
    name, _, rest = rest.rpartition(") ")
    fields = rest.split()
    return Stat(int(pid), name, int(fields[1]), int(fields[3]), (int(fields[11]) + int(fields[12])) / _TICKS)


def all_processes() -> list[Stat]:
    """Every process that is there now."""
    found = []
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            try:
                found.append(parse_stat((folder / "stat").read_text(errors="replace")))
            except OSError:  # it has ended
                continue
    return found


def tree(root: int, processes: Iterable[Stat]) -> list[Stat]:
    """`root`, its session and all that descend from them."""
    left = list(processes)
    mine = {found.pid: found for found in left if root in (found.pid, found.session)}
    while new := [found for found in left if found.parent in mine and found.pid not in mine]:
        mine.update({found.pid: found for found in new})
    return list(mine.values())


def cpu_s(root: int) -> float:
    """Processor seconds of a process and all it started that still lives."""
    return sum(found.cpu_s for found in tree(root, all_processes()))


def kernel_cpu_s(name: str) -> float:
    """Processor seconds of the kernel's threads of this name."""
    return sum(found.cpu_s for found in all_processes() if found.parent == 2 and found.name == name)


def pss_mib(root: int) -> float:
    """Proportional memory of a process and all it started: shared pages count by their share."""
    kib = 0
    for found in tree(root, all_processes()):
        try:
            kib += parse_pss((_PROC / str(found.pid) / "smaps_rollup").read_text())
        except OSError:
            continue
    return kib / 1024


def parse_pss(text: str) -> int:
    """KiB of a smaps_rollup file; 0 for that of a kernel thread, which is empty."""
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))


def machine_cpu_s() -> float:
    """Processor seconds that all processors together have been busy since the start of the machine."""
    numbers = [int(word) for word in (_PROC / "stat").read_text().split("\n", 1)[0].split()[1:9]]
    return (sum(numbers) - sum(numbers[at] for at in _IDLE_AT)) / _TICKS
