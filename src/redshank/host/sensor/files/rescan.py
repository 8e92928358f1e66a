"""Look at every watched folder again after the kernel lost records, and find by comparing what changed."""

import stat
from collections.abc import Iterator

from redshank.events._generated.types import FileAttrib, FileCreate, FileDelete, FileModify
from redshank.host.sensor.files.entries import inode_and_mode, same_content, same_mode, same_object
from redshank.host.sensor.files.folders import Folder, FolderTable
from redshank.host.sensor.files.found import Found
from redshank.host.sensor.files.marks import Marks
from redshank.host.sensor.files.outcome import Kind


def rescan(table: FolderTable, marks: Marks, found: Found, folders: list[Folder]) -> Iterator[int]:
    """Yields after each folder how many names it held, so that the caller can do other work in between.

    Watched folders that are no longer at their place are given up at the end, unless they turned up elsewhere by then.
    """
    missing = list[Folder]()
    for folder in folders:
        now = marks.contents(folder) if table.by_key.get(folder.key) is folder else None
        if now is None:
            missing.append(folder)
            continue
        missing += [child for name, child in folder.children.items() if name not in now]
        _compare(folder, now, table, found)
        _enter_new(folder, now, marks, found)
        yield len(now)
    for folder in missing:
        if folder.told and table.by_key.get(folder.key) is folder and marks.contents(folder) is None:
            found.leave(folder)
            marks.drop(table.forget(folder))


def _compare(folder: Folder, now: dict[bytes, bytes], table: FolderTable, found: Found) -> None:
    before, whole = folder.entries, folder.whole
    table.clear(folder)
    for name, facts in now.items():
        table.remember(folder, name, facts)
        known = before.get(name)
        kind = change(known, facts, folder.content) if known is not None or whole else None
        if kind is not None:
            found.add(kind, folder, name, facts)
    if whole and folder.whole:
        for name in before.keys() - now.keys():
            found.add(FileDelete, folder, name, before[name])


def _enter_new(folder: Folder, now: dict[bytes, bytes], marks: Marks, found: Found) -> None:
    """Watch the folders in it that are not watched, or not by this name."""
    for name, facts in now.items():
        inode, mode = inode_and_mode(facts)
        if stat.S_ISDIR(mode) and folder.takes(name):
            child = folder.children.get(name)
            if child is None or child.inode != inode:
                marks.enter(folder, name, found)


def change(before: bytes | None, after: bytes, content: bool) -> Kind | None:
    """What happened to a file between two looks; None where nothing did. content: whether its content matters.

    Another object under the same name counts as created. A folder's own times say nothing: its names are compared.
    """
    if before is None or not same_object(before, after):
        return FileCreate
    if before == after:
        return None
    if not content or stat.S_ISDIR(inode_and_mode(after)[1]):
        return None if same_mode(before, after) else FileAttrib
    return FileModify if not same_content(before, after) else FileAttrib
