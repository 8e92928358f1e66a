"""What a check looks at: a root folder, and whether it is a running host or the files of one."""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from redshank.events._generated.types import HostState
from redshank.host.hashing.digest import Digest, digest
from redshank.host.hashing.opening import looked_at, opened, read_plain
from redshank.host.packages.packages import Packages

MAX_LISTED = 10_000
"""Entries of one folder that are looked at; what is beyond is counted."""
MAX_TEXT = 256 * 1024
_TYPES = {
    stat.S_IFREG: "file", stat.S_IFDIR: "dir", stat.S_IFLNK: "symlink", stat.S_IFIFO: "fifo", stat.S_IFSOCK: "socket",
    stat.S_IFBLK: "block",
    stat.S_IFCHR: "char",
}  # fmt: skip


@dataclass(slots=True)
class Scene:
    """The host below `root`. live: it runs, so its /proc says how it is. wall_ns: now, since 1970. skipped: what was not looked at.

    rest: called by slow checks after each piece of their work, so that others come first.
    """

    root: str
    live: bool
    wall_ns: Callable[[], int]
    packages: Packages
    rest: Callable[[], None] = lambda: None
    skipped: int = 0

    def path(self, inside: str) -> str:
        """Where a path of the host lies for us. Links are not followed by this: who opens it sees to that."""
        return self.root.rstrip("/") + inside

    def text(self, inside: str) -> str:
        """A small text file of the host; empty where there is none."""
        return read_plain(self.path(inside), MAX_TEXT).decode("utf-8", "backslashreplace")

    def listed(self, folder: str) -> Iterator[tuple[str, os.stat_result]]:
        """What is in a folder of the host: path and what it is, links not followed; nothing where there is no such folder."""
        try:
            with os.scandir(self.path(folder)) as entries:
                for number, entry in enumerate(entries):
                    if number >= MAX_LISTED:
                        self.skipped += 1
                        return
                    with suppress(OSError):
                        yield f"{folder.rstrip('/')}/{entry.name}", entry.stat(follow_symlinks=False)
        except OSError:
            return

    def stat(self, inside: str) -> os.stat_result | None:
        """What a path of the host is, links not followed; None where there is nothing."""
        try:
            return os.lstat(self.path(inside))
        except (OSError, ValueError):
            return None

    def digest(self, inside: str, *, md5: bool = False) -> Digest:
        """The digest of a regular file of the host; empty where there is none or it cannot be read."""
        try:
            with looked_at(self.path(inside)) as (looked, _), opened(looked) as fd:
                return digest(fd, md5=md5)
        except (OSError, ValueError):
            return Digest()

    def file(self, check: str, inside: str, found: os.stat_result, *traits: str) -> HostState:
        """A fact about a file: when it last changed is when it became so."""
        event = HostState(timestamp=min(found.st_ctime_ns, self.wall_ns()))
        event.source, event.swept, event.sweep_check, event.sweep_time_from = "sweep", True, check, "changed"
        event.file_path, event.file_name = visible(inside)[:4096], visible(inside.rpartition("/")[2])[:255]
        event.file_inode, event.file_mode, event.file_uid = found.st_ino, found.st_mode, found.st_uid
        event.file_type = _TYPES.get(stat.S_IFMT(found.st_mode), "file")
        if stat.S_ISREG(found.st_mode):
            event.file_size = found.st_size
        elif stat.S_ISLNK(found.st_mode):
            with suppress(OSError):
                event.file_target_path = visible(str(Path(self.path(inside)).readlink()))[:4096]
        event.sweep_traits = list(traits) or None
        return event

    def packaged(self, event: HostState, inside: str) -> HostState:
        """The same with the package that has this path, if one has it and this host has a package database at all."""
        if self.packages.known:
            owner = self.packages.owner(inside)
            event.package_name = owner.name[:128] if owner else None
            event.package_state = "unpackaged" if owner is None else None
        return event


def visible(path: str) -> str:
    """A path as events show it: bytes that are no text as backslash escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def state(scene: Scene, check: str, *traits: str, when_ns: int | None = None, time_from: str = "now") -> HostState:
    """A fact that is no file's."""
    event = HostState(timestamp=scene.wall_ns() if when_ns is None else when_ns)
    event.source, event.swept, event.sweep_check, event.sweep_time_from = "sweep", True, check, time_from
    event.sweep_traits = list(traits) or None
    return event
