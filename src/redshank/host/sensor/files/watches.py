"""What to watch: trees of folders, and single files the kernel side knows by their number.

Which places are watched by default stands in `places`.
"""

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from redshank.host.sensor.files.mounts import Devices

TREE = 1
"""Bit of a kernel key: opens for writing at or below it are told."""
SECRET = 2
"""Bit of a kernel key: opens of this file are told, also for reading."""

DEPTH = 16
"""Levels below a top that are watched where a tree names no other number."""
MAX_FOLDERS = 16_384
MAX_ENTRIES = 65_536
MAX_KEYS = 8_192  # half of the kernel's map: an update never finds it full
_MAX_LINKS = 40  # as the kernel has it
_MAX_LISTED = 16_384


@dataclass(frozen=True, slots=True)
class Tree:
    """A folder and what is below it, `depth` levels deep; names in `skip` are not entered.

    changes: `all`, or `names` where content changes all the time: created, deleted, renamed, owner and permission.
    keyed: whether the kernel side tells each open for writing at any depth below it.
    """

    path: str
    depth: int = DEPTH
    changes: Literal["all", "names"] = "all"
    skip: frozenset[str] = frozenset()
    keyed: bool = True


@dataclass(frozen=True, slots=True)
class Secret:
    """Files of one folder whose opens the kernel side tells.

    pattern: shell pattern of the name. bits: SECRET, or TREE for a file in a folder that is not keyed as a whole.
    """

    folder: str
    pattern: str = "*"
    excluded: tuple[str, ...] = ()
    bits: int = SECRET

    def covers(self, name: str) -> bool:
        """True where a file of this name is one of them."""
        return fnmatchcase(name, self.pattern) and not any(fnmatchcase(name, pattern) for pattern in self.excluded)


@dataclass(frozen=True, slots=True)
class WatchPlan:
    """What to watch below `root`, most important first: where a bound is reached, the rest is left out and counted.

    avoided: folders that are not even looked at, since that can hang: mounts of network file systems. excluded: folders
    that are not watched, by a setting.
    """

    trees: tuple[Tree, ...]
    secrets: tuple[Secret, ...] = ()
    root: str = "/"
    avoided: frozenset[str] = frozenset()
    max_folders: int = MAX_FOLDERS
    max_entries: int = MAX_ENTRIES
    excluded: frozenset[str] = frozenset()

    @property
    def excluded_raw(self) -> frozenset[bytes]:
        """Excluded folders as the disk has their paths."""
        return frozenset(map(os.fsencode, self.excluded))


def below(root: str, path: str) -> str:
    """The path on this machine of what a host with this root folder calls `path`."""
    return root.rstrip("/") + path if path != "/" else root


def resolve(root: str, path: str, avoided: frozenset[str] = frozenset()) -> str:
    """`path` without symbolic links, as a process whose root folder is `root` would find it; always below `root`.

    Parts that do not exist stay as they are. Raises OSError: ELOOP after 40 links, EREMOTE before an avoided folder.
    """
    todo, done, links = path.split("/")[::-1], list[str](), 0
    while todo:
        part = todo.pop()
        if part in ("", "."):
            continue
        if part == "..":
            done = done[:-1]
            continue
        here = "/" + "/".join([*done, part])
        if here in avoided:
            raise OSError(errno.EREMOTE, "on a network file system", path)
        try:
            target = str(Path(below(root, here)).readlink())
        except OSError:
            done.append(part)
            continue
        if (links := links + 1) > _MAX_LINKS:
            raise OSError(errno.ELOOP, "too many symbolic links", path)
        if target.startswith("/"):
            done = []
        todo.extend(target.split("/")[::-1])
    return "/" + "/".join(done)


def tops(plan: WatchPlan) -> list[tuple[str, Tree]]:
    """Each tree with the resolved path of its top, existing or not, each path once: the deepest watch of it wins."""
    found: dict[str, Tree] = {}
    for tree in plan.trees:
        try:
            path = resolve(plan.root, tree.path, plan.avoided)
        except OSError:
            continue
        held = found.get(path)
        if any(path == folder or path.startswith(folder + "/") for folder in plan.excluded):
            continue
        if held is None or held.depth < tree.depth:
            found[path] = tree
    return list(found.items())


def remote(plan: WatchPlan) -> list[str]:
    """The trees that are not watched because they lie on a network file system."""
    found = []
    for tree in plan.trees:
        try:
            resolve(plan.root, tree.path, plan.avoided)
        except OSError as error:
            if error.errno == errno.EREMOTE:
                found.append(tree.path)
    return found


def file_key(plan: WatchPlan, path: str, devices: Devices) -> tuple[int, int] | None:
    """(inode, device) of a regular file or folder, links followed below the plan's root; None for anything else."""
    try:
        fd = os.open(below(plan.root, resolve(plan.root, path, plan.avoided)), os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
    except (OSError, ValueError):
        return None
    try:
        found = os.fstat(fd)
        plain = stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)
        return (found.st_ino, devices.of(fd)) if plain else None
    finally:
        os.close(fd)


def secret_folders(plan: WatchPlan) -> dict[str, list[Secret]]:
    """The secrets by the resolved path of their folder, existing or not."""
    found: dict[str, list[Secret]] = {}
    for secret in plan.secrets:
        try:
            found.setdefault(resolve(plan.root, secret.folder, plan.avoided), []).append(secret)
        except OSError:
            continue
    return found


def bits_of(secrets: list[Secret], name: str) -> int:
    """The bits of a file of this name in the folder of these secrets, 0 for any other file."""
    bits = 0
    for secret in secrets:
        if secret.covers(name):
            bits |= secret.bits
    return bits


def keyed_paths(plan: WatchPlan) -> Iterator[tuple[str, int]]:
    """Resolved path and bits of all that the kernel side is to know and that exists now: tops of trees, then secrets."""
    for path, tree in tops(plan):
        if tree.keyed:
            yield path, TREE
    for folder, secrets in secret_folders(plan).items():
        for name in _names(below(plan.root, folder)):
            if bits := bits_of(secrets, name):
                yield f"{folder}/{name}", bits


def keys(plan: WatchPlan) -> Iterator[tuple[int, int, int]]:
    """(inode, device, bits) of all that the kernel side is to know; the device in the kernel's encoding."""
    devices = Devices()
    for path, bits in keyed_paths(plan):
        if key := file_key(plan, path, devices):
            yield (*key, bits)


def _names(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry, _ in zip(entries, range(_MAX_LISTED), strict=False))
    except OSError:
        return []
