"""A folder whose disk can lose what was not synced, tear writes, fill up, and refuse any call."""

import random
from dataclasses import dataclass, field
from errno import EEXIST, EIO, ENOENT, ENOSPC

from redshank.host.spool.files import Room

SECTOR = 512


@dataclass
class Inode:
    """now: as a reader sees it. safe: as it would be after a power cut. pending: what was done since the last sync."""

    now: bytearray = field(default_factory=bytearray)
    safe: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes] | int] = field(default_factory=list)


def apply(content: bytearray, change: tuple[int, bytes] | int) -> None:
    """A write, or an int: the new size."""
    if isinstance(change, int):
        del content[change:]
        content.extend(bytes(change - len(content)))
        return
    offset, data = change
    content.extend(bytes(max(0, offset + len(data) - len(content))))
    content[offset : offset + len(data)] = data


class FakeDisk:
    """Implements Folder. capacity: of file contents. fail: number of the call to its errno; `calls` counts them."""

    def __init__(self, capacity: int = 1 << 40) -> None:
        self.capacity = capacity
        self.names: dict[str, Inode] = {}
        self.safe_names: dict[str, Inode] = {}
        self.name_changes: list[tuple[str, str, Inode | None]] = []
        self.calls = 0
        self.fail: dict[int, int] = {}
        self.refuses = 0
        self.syncs = 0
        self.log: list[str] = []

    # Faults

    def _call(self, what: str, changes: bool = True) -> None:
        self.calls += 1
        if code := self.fail.pop(self.calls, 0) or (self.refuses if changes else 0):
            raise OSError(code, f"made to fail at {what}")

    def used(self) -> int:
        """Bytes of all files."""
        return sum(len(inode.now) for inode in self.names.values())

    def room(self) -> Room:
        """For the spool."""
        return Room(self.capacity, max(0, self.capacity - self.used()))

    def power_cut(self, chance: random.Random) -> None:
        """What was not synced is lost, in any part; names in order, as a journalling file system has them."""
        kept = dict(self.safe_names)
        for name, kind, inode in self.name_changes[: chance.randint(0, len(self.name_changes))]:
            if kind == "set" and inode is not None:
                kept[name] = inode
            else:
                kept.pop(name, None)
        for inode in {id(inode): inode for inode in kept.values()}.values():
            content = bytearray(inode.safe)
            for change in inode.pending:
                for part in torn(change, chance):
                    apply(content, part)
            inode.now, inode.safe, inode.pending = content, bytearray(content), []
        self.names, self.safe_names, self.name_changes = kept, dict(kept), []
        self.fail, self.refuses = {}, 0

    def damage(self, chance: random.Random) -> str:
        """One file is hurt: bits flipped, a part zeroed, cut short, or gone; its name."""
        name = chance.choice(sorted(self.names))
        inode = self.names[name]
        way = chance.choice(("flip", "zero", "cut", "gone", "garbage"))
        if way == "gone":
            self.names.pop(name)
            self.safe_names.pop(name, None)
        elif inode.now:
            at = chance.randrange(len(inode.now))
            if way == "flip":
                inode.now[at] ^= 1 << chance.randrange(8)
            elif way == "zero":
                stop = min(len(inode.now), at + 4096)
                inode.now[at:stop] = bytes(stop - at)
            elif way == "cut":
                del inode.now[at:]
            else:
                stop = min(len(inode.now), at + 64)
                inode.now[at:stop] = chance.randbytes(stop - at)
            inode.safe = bytearray(inode.now)
        return f"{way} {name}"

    # Folder

    def sizes(self, inner: str = "") -> dict[str, int]:
        """Of the folder, or of one in it."""
        self._call("sizes", changes=False)
        head = f"{inner}/" if inner else ""
        there = {name.removeprefix(head): len(inode.now) for name, inode in self.names.items() if name.startswith(head)}
        return {name: size for name, size in there.items() if "/" not in name}

    def open(self, name: str, lay_out: int | None = None) -> "FakeFile":
        """As Folder.open."""
        self._call(f"open {name}", changes=lay_out is not None)
        if lay_out is None:
            if name not in self.names:
                raise OSError(ENOENT, "no such file", name)
            return FakeFile(self, self.names[name])
        if name in self.names:
            raise OSError(EEXIST, "is there", name)
        if self.used() + lay_out > self.capacity:
            raise OSError(ENOSPC, "no room", name)
        inode = Inode()
        self.names[name] = inode
        self.name_changes.append((name, "set", inode))
        if lay_out:
            apply(inode.now, lay_out)
            inode.pending.append(lay_out)
        return FakeFile(self, inode)

    def rename(self, old: str, new: str) -> None:
        """As Folder.rename."""
        self._call(f"rename {old}")
        if old not in self.names:
            raise OSError(ENOENT, "no such file", old)
        inode = self.names.pop(old)
        self.names[new] = inode
        self.name_changes += [(old, "gone", None), (new, "set", inode)]

    def remove(self, name: str) -> None:
        """As Folder.remove."""
        self._call(f"remove {name}")
        if name not in self.names:
            raise OSError(ENOENT, "no such file", name)
        self.names.pop(name)
        self.name_changes.append((name, "gone", None))

    def sync(self) -> None:
        """As Folder.sync."""
        self._call("sync of the folder")
        self.safe_names, self.name_changes = dict(self.names), []


def torn(change: tuple[int, bytes] | int, chance: random.Random) -> list[tuple[int, bytes] | int]:
    """What a power cut leaves of a change: nothing, all, or some sectors of a write."""
    fate = chance.randrange(3)
    if fate == 0:
        return []
    if fate == 1 or isinstance(change, int):
        return [change]
    offset, data = change
    pieces: list[tuple[int, bytes] | int] = []
    start = offset
    while start < offset + len(data):
        stop = min(offset + len(data), (start // SECTOR + 1) * SECTOR)
        if chance.random() < 0.7:
            pieces.append((start, data[start - offset : stop - offset]))
        start = stop
    return pieces


class FakeFile:
    """Implements File."""

    def __init__(self, disk: FakeDisk, inode: Inode) -> None:
        self._disk, self._inode = disk, inode

    def read(self, size: int, offset: int) -> bytes:
        """As File.read."""
        self._disk._call("read", changes=False)
        return bytes(self._inode.now[offset : offset + size])

    def write(self, data: bytes, offset: int) -> None:
        """As File.write; a failing one leaves half of it."""
        growth = max(0, offset + len(data) - len(self._inode.now))
        try:
            self._disk._call("write")
            if growth and self._disk.used() + growth > self._disk.capacity:
                raise OSError(ENOSPC, "no room")
        except OSError:
            room = self._disk.capacity - self._disk.used()
            half = min(len(data) // 2, max(0, len(self._inode.now) - offset) + max(0, room))
            self._put(data[:half], offset)
            raise
        self._put(data, offset)

    def _put(self, data: bytes, offset: int) -> None:
        if data:
            apply(self._inode.now, (offset, data))
            self._inode.pending.append((offset, data))

    def sync(self) -> None:
        """As File.sync. When it fails, nothing of it is ever written, and the next call says that all is well."""
        pending, self._inode.pending = self._inode.pending, []
        self._disk.syncs += 1
        self._disk._call("sync")
        for change in pending:
            apply(self._inode.safe, change)

    def cut(self, size: int) -> None:
        """As File.cut."""
        self._disk._call("cut")
        apply(self._inode.now, size)
        self._inode.pending.append(size)

    def close(self) -> None:
        """As File.close."""


REFUSALS = (EIO, ENOSPC)
