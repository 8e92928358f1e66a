"""What a run could leave behind, noted while it runs and looked for when it is over."""

import os
import re
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from redshank.host.sensor.libbpf import open_library
from redshank.simulate.sandbox import control_group

_NAMESPACES = ("mnt", "net", "pid", "uts", "ipc", "cgroup")
_PROGRAM = re.compile(r"^prog_id:\s+(\d+)$", re.MULTILINE)
_FREED_S = 3.0
_LOOK_S = 0.05
_MOUNT_MARK = "redshank-simulation"


@dataclass(slots=True)
class Traces:
    """namespaces: `net:[4026532299]` and the like that only the run has. programs: ids of BPF programs its processes hold."""

    group: str
    folders: list[Path] = field(default_factory=list)
    namespaces: set[str] = field(default_factory=set)
    programs: set[int] = field(default_factory=set)

    def note(self, pids: Iterable[int]) -> None:
        """Take in what these processes of the run have now."""
        ours = set(_namespaces_of(Path("/proc/self")))
        for pid in pids:
            process = Path("/proc") / str(pid)
            self.namespaces |= set(_namespaces_of(process)) - ours
            self.programs |= _programs_of(process)

    def left(self, groups: int) -> list[str]:
        """What is still there, in words; empty where nothing is. groups: descriptor of the folder of all runs' groups.

        The kernel frees programs and namespaces a moment after their last user: they are asked for during 3 s.
        """
        end = time.monotonic() + _FREED_S
        while (found := self._found(groups)) and time.monotonic() < end:
            time.sleep(_LOOK_S)
        return found

    def _found(self, groups: int) -> list[str]:
        found = [f"control group {self.group}"] if control_group.exists(self.group, groups) else []
        found += [f"folder {path}" for path in self.folders if path.exists()]
        found += [f"mount {line}" for line in Path("/proc/self/mountinfo").read_text().splitlines() if _MOUNT_MARK in line]
        found += [f"BPF program {number}" for number in sorted(self.programs) if _is_loaded(number)]
        return found + [f"process {pid} in {name}" for pid, name in self._users()]

    def _users(self) -> Iterable[tuple[str, str]]:
        for process in Path("/proc").glob("[0-9]*"):
            for name in {*_namespaces_of(process), *_held_by(process)} & self.namespaces:
                yield process.name, name


def _is_loaded(program: int) -> bool:
    descriptor = open_library().bpf_prog_get_fd_by_id(program)
    if descriptor < 0:
        return False
    os.close(descriptor)
    return True


def _namespaces_of(process: Path) -> list[str]:
    found = []
    for name in _NAMESPACES:
        with suppress(OSError):  # it has ended, or is none of ours to ask
            found.append(str((process / "ns" / name).readlink()))
    return found


def _held_by(process: Path) -> list[str]:
    """Namespaces that a process keeps alive by a descriptor."""
    found = []
    with suppress(OSError):
        for entry in os.scandir(process / "fd"):
            with suppress(OSError):
                found.append(str(Path(entry.path).readlink()))
    return found


def _programs_of(process: Path) -> set[int]:
    found: set[int] = set()
    with suppress(OSError):
        for entry in os.scandir(process / "fdinfo"):
            with suppress(OSError):
                found |= {int(number) for number in _PROGRAM.findall(Path(entry.path).read_text())}
    return found
