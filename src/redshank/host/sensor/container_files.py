"""Files made in containers. fanotify marks the host's folders only, but an open tells whether it made the file."""

from redshank.events import Event
from redshank.events._generated.types import FileCreate, FileOpen

NAMED, CREATED = 4, 8  # WATCH_NAMED and OPEN_CREATED of file.bpf.h


def created_by(event: Event) -> FileCreate | None:
    """The file.create that an open in another mount namespace tells of; None where it made nothing, or fanotify tells it."""
    if not isinstance(event, FileOpen) or (event.file_watch_bits or 0) & (NAMED | CREATED) != NAMED | CREATED:
        return None
    common = {name: getattr(event, name) for name in Event.__struct_fields__}
    return FileCreate(
        **common, file_path=event.file_path, file_name=event.file_name, file_inode=event.file_inode, file_mode=event.file_mode,
        file_watch="tree", file_type="file", via=event.via,
    )  # fmt: skip
