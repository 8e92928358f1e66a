"""Hand-made records on a made-up disk, for tests without a kernel."""

from dataclasses import dataclass, field
from struct import pack

from redshank.events import Event
from redshank.host.sensor.files.changes import Changes
from redshank.host.sensor.files.entries import pack as facts
from redshank.host.sensor.files.folders import Folder, FolderTable
from redshank.host.sensor.files.outcome import Outcome
from redshank.host.sensor.files.records import Record

FILE, DIR, LINK = 0o100644, 0o040755, 0o120777
MS = 1_000_000
PID = 77


def key(number: int) -> bytes:
    """The key of a folder: file system 1, a handle of 8 bytes and type 1."""
    return pack("<QIiQ", 1, 8, 1, number)


def info(kind: int, number: int, name: bytes | None = None) -> bytes:
    """An info record of the kernel, padded to 4 bytes as it does."""
    body = key(number) + (b"" if name is None else name + b"\0")
    body += b"\0" * (-len(body) % 4)
    return pack("<BBH", kind, 0, 4 + len(body)) + body


def raw(mask: int, pid: int, *infos: bytes) -> bytes:
    """A whole record of the kernel."""
    body = b"".join(infos)
    return pack("<IBBHQii", 24 + len(body), 3, 0, 24, mask, -1, pid) + body


@dataclass
class Scene:
    """`/w` is watched, `/w/sub` below it, `/` waits for `w`. The disk is what `disk` says."""

    disk: dict[bytes, bytes] = field(default_factory=dict)
    links: dict[bytes, bytes] = field(default_factory=dict)
    now: int = 1_000_000 * MS

    def __post_init__(self) -> None:
        self.table = FolderTable(100, 1000)
        self.root = self.table.add(key(1), None, b"")
        self.root.wait_for(b"w")
        self.w = self.watched(key(2), self.root, b"w")
        self.sub = self.watched(key(3), self.w, b"sub")
        self.out = Outcome(self.table, self.disk.get, self.links.get)
        self.changes = Changes(self.out, own=frozenset((99,)))

    def watched(self, number: bytes, parent: Folder, name: bytes, depth: int = 4) -> Folder:
        """A told folder in the table."""
        folder = self.table.add(number, parent, name)
        folder.told, folder.content, folder.whole, folder.depth = True, True, True, depth
        return folder

    def file(self, path: bytes, inode: int = 50, mode: int = FILE, size: int = 1, at: int = 0) -> bytes:
        """Put a file on the disk; its facts."""
        self.disk[path] = facts(inode, mode, size, at, at)
        return self.disk[path]

    def known(self, folder: Folder, name: bytes, **about: int) -> bytes:
        """A file that is on the disk and remembered."""
        found = self.file(folder.path + b"/" + name, **about)
        self.table.remember(folder, name, found)
        return found

    def take(self, mask: int, name: bytes, folder: Folder | None = None, *, pid: int = PID, after_ns: int = 0) -> list[Event]:
        """What a record about `name` in `folder` (by default `/w`) leads to."""
        self.now += after_ns
        return self.give(Record(mask, pid, (folder or self.w).key, name))

    def give(self, record: Record) -> list[Event]:
        """What a record leads to."""
        self.out.events = []
        self.changes.take(record, self.now, self.now)
        return self.out.events

    def settle(self) -> list[Event]:
        """What waited."""
        self.out.events = []
        self.changes.settle(self.now)
        return self.out.events
