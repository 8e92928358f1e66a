"""Files made and changed in containers. fanotify marks the host's folders only, but an open tells whether it made or emptied the file."""

from redshank.events import Event
from redshank.events._generated.types import FileCreate, FileModify, FileOpen

NAMED, CREATED = 4, 8  # WATCH_NAMED and OPEN_CREATED of file.bpf.h
_EMPTIES, _APPENDS, _ACCESS = 0o1000, 0o2000, 0o3  # O_TRUNC, O_APPEND, O_ACCMODE


def created_by(event: Event) -> FileCreate | None:
    """The file.create that an open in another mount namespace tells of; None where it made nothing, or fanotify tells it."""
    if not isinstance(event, FileOpen) or (event.file_watch_bits or 0) & (NAMED | CREATED) != NAMED | CREATED:
        return None
    common = {name: getattr(event, name) for name in Event.__struct_fields__}
    return FileCreate(
        **common, file_path=event.file_path, file_name=event.file_name, file_inode=event.file_inode, file_mode=event.file_mode,
        file_watch="tree", file_type="file", via=event.via,
    )  # fmt: skip


def modified_by(event: Event) -> FileModify | None:
    """The file.modify that an open in another mount namespace tells of: one that emptied the file or writes to its end.

    An open for writing alone, as for a lock, changes nothing yet.
    """
    if not isinstance(event, FileOpen) or (event.file_watch_bits or 0) & (NAMED | CREATED) != NAMED:
        return None
    flags = event.file_flags or 0
    if not flags & _ACCESS or not flags & (_EMPTIES | _APPENDS):
        return None
    common = {name: getattr(event, name) for name in Event.__struct_fields__}
    return FileModify(
        **common, file_path=event.file_path, file_name=event.file_name, file_inode=event.file_inode, file_mode=event.file_mode,
        file_watch="tree", file_type="file", via=event.via, file_size=0 if flags & _EMPTIES else None,
    )  # fmt: skip
