"""Marks on folders of the disk: which are watched, and what they hold when they are marked.

A folder is opened once, without following a link at its end; its key, its mark and its list come from that descriptor,
so that nobody can swap it in between. The mark comes before the list: what appears meanwhile is in one of them, or both.
"""

import errno
import os
import stat
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise

from redshank.events._generated.types import FileCreate
from redshank.host.sensor.files.entries import facts_of, inode_and_mode
from redshank.host.sensor.files.fanotify import Group
from redshank.host.sensor.files.folders import Folder, FolderTable
from redshank.host.sensor.files.found import Found
from redshank.host.sensor.files.handles import FSID_BYTES, Handles
from redshank.host.sensor.files.watches import WatchPlan, tops

MAX_LISTED = 16_384
"""Names of one folder that are listed; in a larger one the rest is not known, nor are folders among the rest watched."""
_OPEN = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_GONE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ESTALE)


@dataclass(frozen=True, slots=True)
class _Step:
    """A folder to mark, and how deep below it.

    inode: what its parent's list said; None for a top, which may be a mount. key: what its record said, if that did.
    """

    parent: Folder | None
    name: bytes
    depth: int
    content: bool
    skip: frozenset[bytes]
    found: Found | None
    inode: int | None = None
    key: bytes = b""


class Marks:
    """Marks folders of the file system below `root` for `group`, and keeps `table` in step.

    doubts: folders in which something else was found than records or lists had said, because the disk was ahead of
    the records; to be compared again (`rescan`) when no record is on its way.
    """

    def __init__(self, group: Group, table: FolderTable, root: str) -> None:
        self._group, self._table, self._handles = group, table, Handles()
        self._steps: deque[_Step] = deque()
        self._waits: dict[bytes, Folder | None] = {}
        self._excluded: frozenset[bytes] = frozenset()
        self.doubts: dict[Folder, None] = {}
        self._prefix = os.fsencode(root.rstrip("/"))
        self.counts: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def look(self, path: bytes) -> bytes | None:
        """Facts of what is at this path now, links not followed; None where there is nothing."""
        try:
            return facts_of(os.lstat(self._prefix + path))
        except (OSError, ValueError):
            return None

    def target(self, path: bytes) -> bytes | None:
        """Where the symbolic link at this path points; None where there is none."""
        try:
            return os.readlink(self._prefix + path)  # noqa: PTH115  # bytes: names need not be text
        except (OSError, ValueError):
            return None

    def follow(self, plan: WatchPlan, found: Found | None = None) -> None:
        """Watch the plan's trees, and wait for those that are missing; `go_on` does the work below the tops.

        found: takes what is there already as created, for trees that appeared while we watched.
        """
        self._waits, self._excluded = {}, plan.excluded_raw
        for path, tree in tops(plan):
            place = os.fsencode(path).rstrip(b"/")
            parent = self.wait_for(place)
            if parent is not None or not place:
                skip = frozenset(os.fsencode(name) for name in tree.skip)
                self._steps.append(_Step(parent, place.rpartition(b"/")[2], tree.depth, tree.changes == "all", skip, found))
        self.go_on(len(self._steps))

    def wait_for(self, path: bytes) -> Folder | None:
        """The folder that `path` is in, None where it is missing; the coming and going of each name in the path is noticed."""
        folder: Folder | None = None
        place = b""
        for name, awaited in pairwise(path.split(b"/")):  # the first name is empty: the root folder
            place = place + b"/" + name
            if place not in self._waits:
                self._waits[place] = self._wait(folder, name)
            folder = self._waits[place]
            if folder is None:
                return None
            folder.wait_for(awaited)
        return folder

    def enter(self, parent: Folder, name: bytes, found: Found, key: bytes = b"") -> None:
        """Watch a folder that appeared in a watched one, as deep as that one says; what it holds is `found`.

        The folder itself is marked at once, what is below it by `go_on`. key: of the folder that is meant, if known.
        """
        facts = self.look(parent.path + b"/" + name)
        inode = inode_and_mode(facts)[0] if facts is not None else 0  # 0: none has it, so there will be a doubt
        step = _Step(parent, name, parent.depth - 1, parent.content, parent.skip, found, inode, key)
        self._steps.extendleft(reversed(self._do(step)))

    @property
    def waiting(self) -> bool:
        """True where `go_on` has work."""
        return bool(self._steps)

    def go_on(self, folders: int) -> None:
        """Mark at most so many more folders, level by level, so that a bound cuts the deepest off."""
        while self._steps and folders > 0:
            folders -= 1
            self._steps.extend(self._do(self._steps.popleft()))

    def drop(self, keys: list[bytes]) -> None:
        """Take the marks from folders that left the trees, where the file system still lets us find them."""
        for key in keys:
            if key in self._table.by_key:
                continue  # it came back
            near = next((folder for folder in self._table.by_key.values() if folder.key[:FSID_BYTES] == key[:FSID_BYTES]), None)
            if near is not None:
                with suppress(OSError), self._opened(near.path) as mount, self._handles.opened(mount, key) as fd:
                    self._group.unmark(fd, self._group.mask())

    def contents(self, folder: Folder) -> dict[bytes, bytes] | None:
        """What a watched folder holds now, as far as it is listed; None where it is no longer at its place."""
        try:
            with self._opened(folder.path) as fd:
                if self._handles.key(fd, os.fstat(fd).st_dev) != folder.key:
                    return None
                return dict(_listed(fd))
        except OSError:
            return None

    @contextmanager
    def _opened(self, path: bytes) -> Iterator[int]:
        fd = os.open(self._prefix + path or b"/", _OPEN)
        try:
            yield fd
        finally:
            os.close(fd)

    def _wait(self, parent: Folder | None, name: bytes) -> Folder | None:
        """A folder that only waits for names, or one that is watched already; None where it is missing."""
        try:
            with self._opened(_path(parent, name)) as fd:
                now = os.fstat(fd)
                return self._marked(fd, now, self._handles.key(fd, now.st_dev), (parent, name), self._group.waiting_mask())
        except OSError as error:
            self._failed(error)
            return None

    def _do(self, step: _Step) -> list[_Step]:
        if self._excluded and _path(step.parent, step.name) in self._excluded:
            return []
        try:
            with self._opened(_path(step.parent, step.name)) as fd:
                return self._watch(fd, step)
        except OSError as error:
            self._failed(error)
            if error.errno in _GONE:
                self._doubt(step)
            return []

    def _watch(self, fd: int, step: _Step) -> list[_Step]:
        """Mark and list one folder; the folders in it that are to be marked too."""
        now = os.fstat(fd)
        key = self._handles.key(fd, now.st_dev)
        if step.inode not in (None, now.st_ino) or step.key not in (b"", key):
            self._doubt(step)
            return []
        if step.inode is not None and step.parent is not None and now.st_dev != step.parent.device:
            self.counts["other_filesystem"] += 1
            return []
        folder = self._marked(fd, now, key, (step.parent, step.name), self._group.mask(step.content))
        if folder is None or (folder.told and folder.depth >= step.depth):
            return []
        folder.told, folder.depth, folder.skip = True, step.depth, step.skip
        folder.content = folder.content or step.content
        return self._list(fd, folder, step)

    def _doubt(self, step: _Step) -> None:
        if step.inode is not None and step.parent is not None:
            self.counts["vanished"] += 1
            self.doubts[step.parent] = None

    def _list(self, fd: int, folder: Folder, step: _Step) -> list[_Step]:
        known, found, inner = folder.entries, step.found, []
        self._table.clear(folder)
        folder.whole = True
        for name, facts in _listed(fd):
            self._table.remember(folder, name, facts)
            if found is not None and name not in known:
                found.add(FileCreate, folder, name, facts)
            inode, mode = inode_and_mode(facts)
            if stat.S_ISDIR(mode) and step.depth > 0 and name not in step.skip:
                inner.append(_Step(folder, name, step.depth - 1, step.content, step.skip, found, inode))
        if len(folder.entries) >= MAX_LISTED:
            folder.whole = False
            self.counts["unlisted"] += 1
        return inner

    def _marked(self, fd: int, now: os.stat_result, key: bytes, place: tuple[Folder | None, bytes], mask: int) -> Folder | None:
        """The folder in the table, with at least this mask; None where there is no room. Raises OSError."""
        folder = self._table.by_key.get(key)
        if folder is None and self._table.full:
            self.counts["left_out"] += 1
            return None
        self._group.mark(fd, mask)
        parent, name = place
        if folder is None:
            folder = self._table.add(key, parent, name)
            folder.inode, folder.device = now.st_ino, now.st_dev
        elif parent is not None and (folder.parent, folder.name) != place and not self._still_there(folder, now):
            self._table.move(folder, parent, name)
        return folder

    def _still_there(self, folder: Folder, now: os.stat_result) -> bool:
        """True where a folder has two places, as a bind mount gives it."""
        facts = self.look(folder.path)
        return facts is not None and inode_and_mode(facts)[0] == now.st_ino

    def _failed(self, error: OSError) -> None:
        if error.errno == errno.ENOSPC:
            self.counts["left_out"] += 1
        elif error.errno not in _GONE:
            self.counts["refused"] += 1
            self.refused[os.strerror(error.errno or 0)] += 1


def _path(parent: Folder | None, name: bytes) -> bytes:
    return parent.path + b"/" + name if parent is not None else b""


def _listed(fd: int) -> Iterator[tuple[bytes, bytes]]:
    """Name and facts of what is in an open folder, at most MAX_LISTED of them."""
    with os.scandir(fd) as entries:
        for number, entry in enumerate(entries):
            if number >= MAX_LISTED:
                return
            try:
                yield os.fsencode(entry.name), facts_of(entry.stat(follow_symlinks=False))
            except OSError:
                continue  # gone since
