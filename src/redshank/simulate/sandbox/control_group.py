"""A control group of its own for every run: the mark by which all of a run's processes are known, and ended at once.

The run holds a lock on the group's folder. A group without a lock is left over from a run that was killed.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from redshank.core.errors import HostError
from redshank.host.sensor.kernelfs import detached

PREFIX = "redshank-simulation-"
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_WAIT_S = 5.0
_LOOK_S = 0.005


@dataclass(frozen=True, slots=True)
class ControlGroup:
    """A group by its folder. parent, folder: descriptors; folder holds the lock."""

    name: str
    parent: int
    folder: int

    def pids(self) -> list[int]:
        """Its processes, those of the groups below it included, as this process's pid namespace numbers them."""
        return [pid for folder in self._folders() for pid in _pids(folder)]

    def _folders(self) -> Iterator[int]:
        yield self.folder
        for name in _below(self.folder):
            with _opened(name, self.folder) as inner:
                yield inner

    def end(self) -> None:
        """Kill all its processes and remove it; waits until both are done. Raises HostError where they are not after 5 s."""
        end = time.monotonic() + _WAIT_S
        while True:
            with suppress(FileNotFoundError):
                _write("cgroup.kill", b"1", self.folder)
            if self._remove():
                os.close(self.folder)
                return
            if time.monotonic() > end:
                raise HostError(f"control group {self.name} does not empty: see its cgroup.procs")
            time.sleep(_LOOK_S)

    def _remove(self) -> bool:
        try:
            for name in _below(self.folder):
                os.rmdir(name, dir_fd=self.folder)
            os.rmdir(self.name, dir_fd=self.parent)
        except FileNotFoundError:
            return True
        except OSError:  # a process is still ending
            return False
        return True


@contextmanager
def open_groups() -> Iterator[int]:
    """A descriptor of the folder in which runs have their groups. Raises HostError where the kernel has no cgroup2."""
    folder = _root()
    try:
        yield folder
    finally:
        os.close(folder)


def _root() -> int:
    try:
        with detached("cgroup2") as root:
            return os.open(".", _FOLDER, dir_fd=root)
    except OSError as error:
        raise HostError(f"no control group here ({error.strerror}): a simulation needs root and a kernel with cgroup2") from error


def make_group(parent: int, run: str) -> ControlGroup:
    """A new, locked group for a run."""
    name = PREFIX + run
    with _locked(parent):
        os.mkdir(name, dir_fd=parent)
        folder = os.open(name, _FOLDER, dir_fd=parent)
        fcntl.flock(folder, fcntl.LOCK_EX)
    return ControlGroup(name, parent, folder)


def below(group: ControlGroup, name: str) -> int:
    """A descriptor of a new group below a run's own; it ends with that."""
    os.mkdir(name, dir_fd=group.folder)
    return os.open(name, _FOLDER, dir_fd=group.folder)


def abandoned_groups(parent: int) -> list[ControlGroup]:
    """Groups of runs that ended without removing theirs; locked now, so that nobody else takes them."""
    with _locked(parent):
        found = (_take(name, parent) for name in _below(parent) if name.startswith(PREFIX))
        return [group for group in found if group is not None]


def _take(name: str, parent: int) -> ControlGroup | None:
    with suppress(FileNotFoundError):
        folder = os.open(name, _FOLDER, dir_fd=parent)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return ControlGroup(name, parent, folder)
        except BlockingIOError:
            os.close(folder)
    return None


def join(folder: int) -> None:
    """Move this process, and so its later children, into a group."""
    _write("cgroup.procs", b"0", folder)


def leave(group: ControlGroup) -> None:
    """Move this process out of a run's group, into the one above."""
    _write("cgroup.procs", b"0", group.parent)


@contextmanager
def _locked(folder: int) -> Iterator[None]:
    """A new group must not be taken for an abandoned one before it has its own lock."""
    with _opened(".", folder) as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _below(folder: int) -> list[str]:
    return [entry.name for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False)]


def _pids(folder: int) -> list[int]:
    descriptor = os.open("cgroup.procs", os.O_RDONLY | os.O_CLOEXEC, dir_fd=folder)
    with os.fdopen(descriptor) as file:
        return [int(line) for line in file if int(line)]


@contextmanager
def _opened(name: str, parent: int) -> Iterator[int]:
    folder = os.open(name, _FOLDER, dir_fd=parent)
    try:
        yield folder
    finally:
        os.close(folder)


def _write(name: str, data: bytes, folder: int) -> None:
    descriptor = os.open(name, os.O_WRONLY | os.O_CLOEXEC, dir_fd=folder)
    try:
        os.write(descriptor, data)
    finally:
        os.close(descriptor)


def exists(name: str, parent: int) -> bool:
    """True while a group of this name is there."""
    return name in _below(parent)
