"""Records of the kernel as events: created, changed, renamed, removed, each once. Pure: the disk is asked through `Outcome`.

The kernel merges what one process does to one object into one record with all bits and no order, so the order is made
from what was known of the name before and what is there now. A later act can even join an earlier record that waits,
past a record in between: names that several records were about are looked at again when no more records wait (`check`).
"""

from redshank.events._generated.types import FileAttrib, FileCreate, FileDelete, FileModify
from redshank.host.sensor.files.entries import UNSEEN, modified_ns, same_content, same_object
from redshank.host.sensor.files.fanotify import (
    ATTRIB,
    CLOSE_WRITE,
    CREATE,
    DELETE,
    DELETE_SELF,
    MODIFY,
    MOVED_FROM,
    MOVED_TO,
    ONDIR,
    Q_OVERFLOW,
    RENAME,
)
from redshank.host.sensor.files.folders import Folder
from redshank.host.sensor.files.found import Found
from redshank.host.sensor.files.outcome import Outcome
from redshank.host.sensor.files.records import Record
from redshank.host.sensor.files.renames import MOVES, Halves, destination, rename

_RECENT_NS = 2_000_000_000
MAX_OFTEN, MAX_ONCE = 16_384, 65_536
_Name = tuple[Folder, bytes]


class Changes:
    """Takes records one by one, in the kernel's order, and fills `outcome`. own: process ids whose records are left out."""

    def __init__(self, outcome: Outcome, own: frozenset[int] = frozenset()) -> None:
        self._out, self._own = outcome, own
        self.found, self._halves = Found(outcome), Halves()
        self._once: set[_Name] = set()
        self._often: dict[_Name, None] = {}

    def take(self, record: Record, wall_ns: int, boot_ns: int) -> None:
        """One record. wall_ns: since 1970, the time of its events. boot_ns: a clock that never goes back."""
        out, mask = self._out, record.mask
        out.wall_ns, out.boot_ns = wall_ns, boot_ns
        if mask & Q_OVERFLOW:
            out.overflowed = True
        elif record.pid in self._own:
            out.counts["own"] += 1
        else:
            if not record.pid:
                out.counts["outside"] += 1
            rest = self._join(record) if self._halves else record
            if rest is not None:
                self._take(rest)

    def check(self) -> None:
        """The kernel's queue is empty: folders in which a name is not as the records left it are doubted."""
        out = self._out
        for folder, name in self._often:
            known, now = folder.entries.get(name), out.look(folder.path + b"/" + name)
            agree = same_object(known, now) if known and now else known is now
            if not agree and folder.told and (known or folder.whole):
                out.doubted[folder] = None
        self._often.clear()
        self._once.clear()

    def settle(self, wall_ns: int) -> None:
        """The kernel's queue is empty and was so before: nothing that waits for a record waits any longer."""
        self._out.wall_ns = wall_ns
        for pid in self._halves.pids():
            self._join(Record(0, pid))
        self.found.settle()

    @property
    def holds(self) -> bool:
        """True where half a rename waits for its other half."""
        return bool(self._halves)

    def _take(self, record: Record) -> None:
        if record.mask & RENAME:
            self._rename(record)
            return
        folder = self._out.table.by_key.get(record.folder)
        if folder is None:
            self._unknown(record)
        elif record.name == b"." or not record.name:
            self._itself(folder, record)
        elif folder.told:
            self._inside(folder, record)
        else:
            self._awaited(folder, record)

    def _inside(self, folder: Folder, record: Record) -> None:
        """Something happened to a name in a watched folder."""
        mask, name, out = record.mask, record.name, self._out
        self._count(folder, name)
        if self.found:
            self.found.claim(folder, name, mask)
        before = folder.entries.get(name)
        after = out.look(folder.path + b"/" + name) if mask & ~(DELETE | ONDIR) else None
        gone = mask & DELETE
        if gone and mask & CREATE and after:  # there was one before, and the new one is still there
            gone = 0
            if before:
                self._deleted(folder, record, before)
        if mask & CREATE:
            self._created(folder, record, after)
        if mask & (MODIFY | CLOSE_WRITE) and not mask & ONDIR:
            self._written(folder, record, before, after)
        if mask & ATTRIB:
            self._attributed(folder, record, after or before)
        if after or mask & CREATE:
            out.table.remember(folder, name, after or UNSEEN)
        if gone:
            self._deleted(folder, record, before)
        if mask & (CREATE | DELETE | CLOSE_WRITE):
            out.touch(folder, name)
        if mask & MOVES:
            self._half(folder, record)

    def _count(self, folder: Folder, name: bytes) -> None:
        place = (folder, name)
        if place not in self._once:
            if len(self._once) >= MAX_ONCE:
                self._once.clear()
                self._out.counts["unchecked"] += 1
            self._once.add(place)
        elif len(self._often) < MAX_OFTEN:
            self._often[place] = None
        else:
            self._out.doubted[folder] = None

    def _awaited(self, folder: Folder, record: Record) -> None:
        """Something happened in a folder that only waits for names."""
        if record.name not in folder.awaited:
            return
        if record.mask & CREATE:
            facts = self._out.look(folder.path + b"/" + record.name)
            self._out.tell(FileCreate, folder, record.name, facts, record)
        self._out.touch(folder, record.name)
        if record.mask & MOVES:
            self._half(folder, record)

    def _created(self, folder: Folder, record: Record, facts: bytes | None) -> None:
        self._out.contents.end((folder, record.name, record.pid))
        if record.mask & ONDIR:
            self._out.enter(folder, record.name, record.child)
        elif not record.mask & CLOSE_WRITE:
            self._out.made((folder, record.name, record.pid))
        self._out.tell(FileCreate, folder, record.name, facts, record)

    def _written(self, folder: Folder, record: Record, before: bytes | None, after: bytes | None) -> None:
        """A store through a mapping shows in no MODIFY: at the close the file itself is asked."""
        out, key, closed = self._out, (folder, record.name, record.pid), record.mask & CLOSE_WRITE
        held = key in out.fresh and not closed
        if closed:
            out.fresh.pop(key, None)
        changed = record.mask & MODIFY or self._differs(before, after)
        if (changed and out.contents.news(key, out.boot_ns, held)) or (closed and out.contents.close(key, out.boot_ns)):
            out.tell(FileModify, folder, record.name, after or before, record)
        else:
            out.counts["merged" if changed else "unchanged"] += 1

    def _differs(self, before: bytes | None, after: bytes | None) -> bool:
        if after is None:
            return False
        if before is None or before == UNSEEN:
            return abs(self._out.wall_ns - modified_ns(after)) < _RECENT_NS
        return not same_content(before, after)

    def _attributed(self, folder: Folder, record: Record, facts: bytes | None) -> None:
        if self._out.attributes.news((folder, record.name, record.pid), self._out.boot_ns):
            self._out.tell(FileAttrib, folder, record.name, facts, record)
        else:
            self._out.counts["merged"] += 1

    def _deleted(self, folder: Folder, record: Record, facts: bytes | None) -> None:
        self._out.table.recall(folder, record.name)
        self._out.tell(FileDelete, folder, record.name, facts, record)

    def _itself(self, folder: Folder, record: Record) -> None:
        """Something happened to a marked folder. Its end takes the mark with it; a watched parent tells the deletion."""
        out, parent = self._out, folder.parent
        if record.mask & ATTRIB and folder.told:
            facts = out.look(folder.path or b"/")
            if facts and parent and parent.told:
                out.table.remember(parent, folder.name, facts)
            if out.attributes.news((folder, b"", record.pid), out.boot_ns):
                out.tell(FileAttrib, folder, b"", facts, record)
        if record.mask & DELETE_SELF:
            if folder.told and not (parent and parent.told):
                out.tell(FileDelete, folder, b"", None, record)
            if self.found:
                self.found.leave(folder)
            out.table.forget(folder)

    def _rename(self, record: Record) -> None:
        table = self._out.table.by_key
        old = table.get(record.old_folder) if record.old_folder else None
        new = table.get(record.folder) if record.folder else None
        if old is None and new is None:
            self._unknown(record)
        else:
            self._moved(record, old, new)

    def _moved(self, record: Record, old: Folder | None, new: Folder | None) -> None:
        record, new = destination(self._out.table, record, old, new)
        for folder, name in ((old, record.old_name), (new, record.name)):
            if folder is not None:
                self._count(folder, name)
        if self.found:
            self.found.moved(record, old, new)
        rename(self._out, record, old, new)

    def _half(self, folder: Folder, record: Record) -> None:
        if record.mask & ~(ONDIR | MOVED_TO) != MOVED_FROM and record.mask & ~(ONDIR | MOVED_FROM) != MOVED_TO:
            self._out.doubted[folder] = None  # one record of several stories: the disk knows how they ended
        if record.mask & MOVED_TO:  # without the other half: from outside
            self._moved(record._replace(mask=record.mask & (MOVED_TO | ONDIR)), None, folder)
        if record.mask & MOVED_FROM:
            self._halves.leave(folder, record)

    def _join(self, record: Record) -> Record | None:
        """Ends a rename that this process has begun; what is left of the record, if anything."""
        rename_of = self._halves.join(record)
        if rename_of is None:
            return record
        whole, old, both = rename_of
        self._moved(whole, old, self._out.table.by_key.get(whole.folder) if both else None)
        if not both:
            return record
        return record._replace(mask=record.mask & ~MOVED_TO) if record.mask & ~(MOVED_TO | ONDIR) else None

    def _unknown(self, record: Record) -> None:
        keys = [key for key in (record.folder, record.old_folder) if key]
        late = record.mask & DELETE_SELF or any(key in self._out.table.left for key in keys)
        self._out.counts["late" if late else "unresolved"] += 1
