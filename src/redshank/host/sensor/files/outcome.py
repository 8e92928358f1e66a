"""What the records led to: events for the sensor, and work on disk for the caller. Pure."""

from collections import Counter
from collections.abc import Callable

from redshank.events import Event
from redshank.events._generated.types import FileAttrib, FileCreate, FileDelete, FileModify, FileRename
from redshank.host.sensor.files.entries import UNSEEN, file_type, inode_and_mode
from redshank.host.sensor.files.fanotify import ONDIR
from redshank.host.sensor.files.folders import Folder, FolderTable
from redshank.host.sensor.files.records import Record
from redshank.host.sensor.files.windows import MAX_WINDOWS, Key, Windows

SOURCE = "fanotify"
MAX_PATH = 4_096
BY_LOOKING = Record(0, 0)
"""Stands for the record of a change that no record told: nobody saw who did it."""

Kind = type[FileCreate] | type[FileModify] | type[FileDelete] | type[FileAttrib] | type[FileRename]
Look = Callable[[bytes], bytes | None]
"""Facts of the file at a path now (`entries`), None where there is none. The root folder is `/`."""
Target = Callable[[bytes], bytes | None]
"""Where the symbolic link at a path points, None where there is no link."""


class Outcome:
    """Filled by `Changes`; the caller takes `events` and does what the other lists ask for.

    entered: (folder, name, key) of folders that appeared and are to be marked, without a key where the kernel told none.
    dropped: keys of folders that left and are to be unmarked. doubted: folders to be compared with the disk. touched:
    (folder, name) of files that may be another object now. guarded: paths of folders for which that matters. replan: an
    awaited place came or went. overflowed: the kernel lost records.
    """

    def __init__(self, table: FolderTable, look: Look, target: Target) -> None:
        self.table, self.look, self.target = table, look, target
        self.events: list[Event] = []
        self.entered: list[tuple[Folder, bytes, bytes]] = []
        self.dropped: list[bytes] = []
        self.doubted: dict[Folder, None] = {}
        self.touched: list[tuple[Folder, bytes]] = []
        self.guarded: frozenset[bytes] = frozenset()
        self.replan = self.overflowed = False
        self.counts: Counter[str] = Counter()
        self.contents, self.attributes = Windows(), Windows()
        self.fresh: dict[Key, None] = {}
        self.wall_ns = self.boot_ns = 0

    def tell(self, kind: Kind, folder: Folder, name: bytes, facts: bytes | None, record: Record = BY_LOOKING) -> Event:
        """One event, at the end of `events`. An empty name is the folder itself; a new link's target is read."""
        shown = name.decode("utf-8", "backslashreplace")
        path = folder.text + shown if shown else folder.text[:-1] or "/"
        inode, mode = inode_and_mode(facts) if facts and facts != UNSEEN else (None, None)
        event = kind(
            timestamp=self.wall_ns,
            source=SOURCE,
            process_scope_pid=record.pid or None,
            file_path=path[:MAX_PATH],
            file_name=shown or path.rpartition("/")[2],
            file_inode=inode,
            file_mode=mode,
            file_watch="tree",
            file_type=_type(mode, record.mask),
            file_mask=record.mask,
        )
        if event.file_type == "symlink" and isinstance(event, FileCreate | FileRename):
            event.file_target_path = text(self.target(folder.path + b"/" + name))
        self.events.append(event)
        return event

    def enter(self, folder: Folder, name: bytes, key: bytes) -> None:
        """A folder appeared in a watched one."""
        if folder.takes(name):
            self.entered.append((folder, name, key))

    def touch(self, folder: Folder, name: bytes) -> None:
        """This name may mean another object from now on."""
        if name in folder.awaited:
            self.replan = True
        if folder.path in self.guarded:
            self.touched.append((folder, name))

    def made(self, key: Key) -> None:
        """A process made a file that it has not closed yet."""
        if len(self.fresh) >= MAX_WINDOWS:
            self.fresh.clear()
        self.fresh[key] = None

    def renamed(self, source: Key, goal: Key) -> None:
        """What is known of a writer goes with the file."""
        self.contents.move(source, goal)
        if source in self.fresh:
            del self.fresh[source]
            self.fresh[goal] = None


def text(path: bytes | None) -> str | None:
    """A path or link target as events have it."""
    return path.decode("utf-8", "backslashreplace")[:MAX_PATH] if path is not None else None


def _type(mode: int | None, mask: int) -> str | None:
    if mode is not None:
        return file_type(mode)
    return "dir" if mask & ONDIR else None
