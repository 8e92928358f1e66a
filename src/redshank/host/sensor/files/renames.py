"""Renames: within the watched folders, out of them, into them. Pure."""

from redshank.events._generated.types import FileDelete, FileRename
from redshank.host.sensor.files.entries import UNSEEN
from redshank.host.sensor.files.fanotify import MOVED_FROM, MOVED_TO, ONDIR
from redshank.host.sensor.files.folders import Folder, FolderTable
from redshank.host.sensor.files.outcome import Outcome, text
from redshank.host.sensor.files.records import Record

MOVES = MOVED_FROM | MOVED_TO


def rename(outcome: Outcome, record: Record, old: Folder | None, new: Folder | None) -> None:
    """An object left the name `old_name` of `old` for the name `name` of `new`; None is a place that is not watched.

    Into or within the trees that is a rename, out of them it is a deletion. The watched folders follow.
    """
    facts = outcome.table.recall(old, record.old_name) if old is not None else None
    moved = _move_folder(outcome, record, old, new) if record.mask & ONDIR else None
    if old is not None:
        outcome.touch(old, record.old_name)
    if new is not None:
        outcome.touch(new, record.name)
    itself_told = moved is not None and moved.told
    if new is not None and (new.told or itself_told):
        _tell_arrival(outcome, record, old, new, facts)
    elif old is not None and (old.told or itself_told):
        outcome.tell(FileDelete, old, record.old_name, facts, record)


def _tell_arrival(outcome: Outcome, record: Record, old: Folder | None, new: Folder, facts: bytes | None) -> None:
    facts = outcome.look(new.path + b"/" + record.name) or facts
    if new.told:
        outcome.table.remember(new, record.name, facts or UNSEEN)
    event = outcome.tell(FileRename, new, record.name, facts, record)
    if old is None:
        return
    assert isinstance(event, FileRename)
    if old.told or not new.told:
        event.file_old_path = text(old.path + b"/" + record.old_name)
    outcome.renamed((old, record.old_name, record.pid), (new, record.name, record.pid))


def moved_folder(table: FolderTable, record: Record, old: Folder | None) -> Folder | None:
    """The watched folder that a rename is about: by its key, by its old name only where the kernel tells no key."""
    if record.child:
        return table.by_key.get(record.child)
    return old.children.get(record.old_name) if old is not None else None


def destination(table: FolderTable, record: Record, old: Folder | None, new: Folder | None) -> tuple[Record, Folder | None]:
    """The rename with the place it led to, where that was marked only later and a look at the disk found it there."""
    moved = table.by_key.get(record.child) if new is None and record.mask & ONDIR else None
    if moved is None or moved.parent is None or not moved.parent.told or _at(moved, old, record.old_name):
        return record, new
    return record._replace(folder=moved.parent.key, name=moved.name), moved.parent


def _move_folder(outcome: Outcome, record: Record, old: Folder | None, new: Folder | None) -> Folder | None:
    """The watched folder that was renamed, if it was one; it moves in the table, or leaves it.

    Where the table has it at another place than it came from, a look at the disk was ahead of this record: it stays.
    """
    table = outcome.table
    moved = moved_folder(table, record, old)
    ahead = moved is not None and old is not None and not _at(moved, old, record.old_name)
    if ahead or not record.child:  # without a key the name may have meant another one
        outcome.doubted.update((folder, None) for folder in (old, new) if folder is not None and folder.told)
    if moved is None or ahead:
        pass
    elif new is None or (not new.told and old is not None and old.told):
        outcome.dropped.extend(table.forget(moved))
    else:
        outcome.doubted.update(dict.fromkeys(table.move(moved, new, record.name)))
    if new is not None and new.told and (moved is None or not moved.told):
        outcome.enter(new, record.name, record.child)
    return moved


def _at(folder: Folder, parent: Folder | None, name: bytes) -> bool:
    return folder.parent is parent and folder.name == name


class Halves:
    """Renames of kernels before 5.17: MOVED_FROM and then MOVED_TO by one process, others' records perhaps in between."""

    def __init__(self) -> None:
        self._left: dict[int, tuple[Folder, Record]] = {}

    def __bool__(self) -> bool:
        return bool(self._left)

    def leave(self, folder: Folder, record: Record) -> None:
        """An object left this name; where to, the next record of this process says, or nobody."""
        self._left[record.pid] = (folder, record)

    def join(self, record: Record) -> tuple[Record, Folder, bool] | None:
        """The rename whose first half came before from this process, and its old folder; None where none did.

        The last is False where `record` is not the other half: the object left the watched trees.
        """
        half = self._left.pop(record.pid, None)
        if half is None:
            return None
        folder, left = half
        mask = left.mask & (MOVED_FROM | ONDIR)
        if record.mask & MOVED_TO and not (record.mask ^ left.mask) & ONDIR:
            return Record(mask | MOVED_TO, left.pid, record.folder, record.name, b"", folder.key, left.name), folder, True
        return Record(mask, left.pid, old_folder=folder.key, old_name=left.name), folder, False

    def pids(self) -> list[int]:
        """The processes of which a half waits."""
        return list(self._left)
