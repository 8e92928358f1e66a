"""Whether the kernel side is still what the agent attached: links, programs in the slots, and what the maps tell it to do.

Root can change all of it from outside. What differs is put right where that can be done, and said.
"""

import mmap
import os
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Literal

from redshank.host.sensor import kernelfs
from redshank.host.sensor.kernel_info import CGROUP_LINK, LinkInfo, link_info, program_info
from redshank.host.sensor.kernel_watch import KernelWatch
from redshank.host.sensor.libbpf import Loaded, open_library
from redshank.host.sensor.limits import MAP as LIMITS
from redshank.host.sensor.programs import Scope, settings_of
from redshank.host.sensor.syscalls import COMPAT, NATIVE

TABLES = {"slots": NATIVE, "slots32": COMPAT}
CHANGING = (0, 1, 19, 20)
"""Slots of read and write are filled and emptied while terminals are recorded."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something was changed. repaired: it is as it was again."""

    what: Literal["detached", "map_changed"]
    detail: str
    repaired: bool

    @property
    def sentence(self) -> str:
        """For people."""
        return f"{self.detail}; {'put right' if self.repaired else 'it could not be put right'}"


class SelfCheck:
    """Compares with what was there at the start. guarded, limits: what the kernel side was told."""

    def __init__(self, bpf: Loaded, scope: Scope, watch: KernelWatch) -> None:
        self._bpf, self._scope, self._watch = bpf, scope, watch
        self._settings, self.guarded = settings_of(scope), dict[int, int]()
        self.limits: dict[bytes, bytes] = {}
        self._programs = {program_info(fd).number: fd for fd in bpf.program_fds().values()}
        self._links = {name: (fd, link_info(fd)) for name, fd in bpf.link_fds().items()}
        self._slots = {(table, number): program for table, number, program in self._filled()}
        self._again: dict[str, int] = {}
        self._given_up: set[str] = set()

    def _filled(self) -> Iterator[tuple[str, int, int]]:
        for table, calls in TABLES.items():
            for number in sorted({number for numbers in calls.values() for number in numbers} - set(CHANGING)):
                if raw := self._bpf.get(table, struct.pack("<I", number), 4):
                    yield table, number, int.from_bytes(raw, "little")

    def look(self) -> list[Difference]:
        """What differs now. What could not be put right is said once."""
        looks: Iterable[Callable[[], Iterator[Difference]]] = (self._look_at_links, self._look_at_slots, self._look_at_maps)
        found = [difference for look in looks for difference in look()]
        new = [one for one in found if one.repaired or one.detail not in self._given_up]
        self._given_up = {one.detail for one in found if not one.repaired}
        return new

    def _look_at_links(self) -> Iterator[Difference]:
        for name, (descriptor, was) in self._links.items():
            now = self._info(self._again.get(name, descriptor))
            if now is None or (now.program, now.cgroup) != (was.program, was.cgroup):
                yield Difference("detached", f"{name} was detached from the kernel", self._attach_again(name, was))

    @staticmethod
    def _info(descriptor: int) -> LinkInfo | None:
        with suppress(OSError):
            return link_info(descriptor)
        return None

    def _attach_again(self, name: str, was: LinkInfo) -> bool:
        """Only links to control groups can be taken away from those who hold them."""
        program = self._programs.get(was.program)
        if was.kind != CGROUP_LINK or program is None:
            return False
        with suppress(OSError), kernelfs.detached("cgroup2") as root:
            descriptor = int(open_library().bpf_link_create(program, root, was.attach_type, None))
            if descriptor >= 0:
                self._close(name)
                self._again[name] = descriptor
                return True
        return False

    def _look_at_slots(self) -> Iterator[Difference]:
        for (table, number), program in self._slots.items():
            key = struct.pack("<I", number)
            if (raw := self._bpf.get(table, key, 4)) is not None and int.from_bytes(raw, "little") == program:
                continue
            descriptor = self._programs.get(program)
            repaired = descriptor is not None and self._bpf.put(table, key, struct.pack("<I", descriptor))
            yield Difference("map_changed", f"the program for system call {number} was taken out of {table}", repaired)

    def _look_at_maps(self) -> Iterator[Difference]:
        with ExitStack() as ending, suppress(OSError):
            data = ending.enter_context(mmap.mmap(self._bpf.map_fd(".data"), mmap.PAGESIZE))
            if data[: len(self._settings)] != self._settings:
                data[: len(self._settings)] = self._settings
                yield Difference("map_changed", "whom the kernel side passes over was changed", repaired=True)
        for pid, role in self.guarded.items():
            key, value = struct.pack("<I", pid), struct.pack("<I", role)
            if self._bpf.get("guarded", key, 4) != value:
                yield Difference("map_changed", f"process {pid} of the agent was no longer guarded", self._bpf.put("guarded", key, value))
        if changed := [(key, value) for key, value in self.limits.items() if self._bpf.get(LIMITS, key, len(value)) != value]:
            repaired = all(self._bpf.put(LIMITS, key, value) for key, value in changed)
            yield Difference("map_changed", f"the limits of {len(changed)} event types were changed", repaired)
        if lost := self._watch.restore():
            yield Difference("map_changed", f"{lost} watched files and folders were taken out of the kernel's table", repaired=True)

    def guard(self, processes: Mapping[int, int]) -> None:
        """These processes are the agent's."""
        self.guarded = dict(processes)

    def _close(self, name: str) -> None:
        if (old := self._again.pop(name, None)) is not None:
            os.close(old)

    def close(self) -> None:
        """Give back what was attached again. May be called twice."""
        for name in list(self._again):
            self._close(name)
