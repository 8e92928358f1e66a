"""Changes of files in the audit log: PATH records to file.create, file.open, file.delete, file.rename, …"""

from collections.abc import Container
from typing import TypeVar

from redshank.events import Event
from redshank.events._generated.types import FileAttrib, FileCreate, FileDelete, FileModify, FileOpen, FileRename
from redshank.host.sensor.audit_log import calls, paths
from redshank.host.sensor.audit_log.assemble import AuditEvent
from redshank.host.sensor.audit_log.record import Record

SECRETS = frozenset({"/etc/shadow", "/etc/shadow-", "/etc/gshadow", "/etc/gshadow-"})
"""Files whose reading is an event. Other reads are none: what is written down depends on the audit rules of that host."""

_OPEN_FLAGS = {"open": "a1", "openat": "a2"}
_DIRECTORY = {
    "openat": "a0", "openat2": "a0", "mkdirat": "a0", "mknodat": "a0", "unlinkat": "a0", "fchmodat": "a0", "fchmodat2": "a0",
    "fchownat": "a0", "symlinkat": "a1", "linkat": "a2", "renameat": "a2", "renameat2": "a2",
}  # fmt: skip
"""The argument that names the folder of the path, where a call has one; for two paths, that of the second."""
_ACCESS_BITS = 3
_AnyChange = TypeVar("_AnyChange", FileCreate, FileDelete, FileModify, FileAttrib, FileRename)


def file_events(event: AuditEvent, syscall: Record, name: str, secrets: Container[str]) -> list[Event]:
    """What a successful call did to files; nothing where the records do not say which."""
    directory = _DIRECTORY.get(name, "")
    if name in calls.OPEN:
        return _opened(event, syscall, name, secrets)
    if name in calls.RENAME:
        return _renamed(event, name, directory)
    if name in calls.CREATE:
        return _created(event, name, directory)
    if name in calls.DELETE:
        return [_put(FileDelete(timestamp=event.time), event, path, directory) for path in paths.items(event, "DELETE")[:1]]
    if name in calls.MODIFY:
        return [_put(FileModify(timestamp=event.time), event, path, directory) for path in paths.items(event, "NORMAL")[:1]]
    return [_put(FileAttrib(timestamp=event.time), event, path, directory) for path in paths.items(event, "NORMAL")[:1]]


def _put(made: _AnyChange, event: AuditEvent, path: Record, directory: str) -> _AnyChange:
    made.file_path = paths.full_path(event, path, directory)
    made.file_name = paths.last_part(made.file_path)
    made.file_inode, made.file_mode = path.number("inode"), path.number("mode", 8, 0xFFFFFFFF)
    made.file_type = paths.kind_of(path)
    return made


def _opened(event: AuditEvent, syscall: Record, name: str, secrets: Container[str]) -> list[Event]:
    path = next(iter(paths.items(event, "CREATE", "NORMAL")), None)
    if path is None:
        return []
    full, flags = paths.full_path(event, path, _DIRECTORY.get(name, "")), _flags(event, syscall, name)
    found: list[Event] = []
    if path.fields.get("nametype") == "CREATE":
        found.append(_put(FileCreate(timestamp=event.time), event, path, _DIRECTORY.get(name, "")))
    writes = name == "creat" or (flags is not None and flags & _ACCESS_BITS != 0)
    if writes or full in secrets:
        found.append(
            FileOpen(
                timestamp=event.time,
                file_path=full,
                file_name=paths.last_part(full),
                file_inode=path.number("inode"),
                file_device=paths.device(path),
                file_mode=path.number("mode", 8, 0xFFFFFFFF),
                file_flags=flags,
                file_access="write" if writes else "read",
                result=syscall.result(),
                syscall_number=syscall.number("syscall", most=0xFFFFFFFF),
            )
        )
    return found


def _flags(event: AuditEvent, syscall: Record, name: str) -> int | None:
    """Flags of the open call; those of openat2 lie in memory, so the kernel writes a record about them."""
    if name == "openat2":
        how = event.first("OPENAT2")
        return how.number("oflag", 8, 0xFFFFFFFF) if how is not None else None
    argument = _OPEN_FLAGS.get(name)
    flags = syscall.number(argument, 16) if argument else None
    return flags & 0xFFFFFFFF if flags is not None else None


def _created(event: AuditEvent, name: str, directory: str) -> list[Event]:
    found: list[Event] = []
    for path in paths.items(event, "CREATE")[:1]:
        made = _put(FileCreate(timestamp=event.time), event, path, directory)
        if name.startswith("symlink"):
            made.file_target_path = next((target for other in paths.items(event, "UNKNOWN") if (target := other.text("name"))), None)
        found.append(made)
    return found


def _renamed(event: AuditEvent, name: str, directory: str) -> list[Event]:
    """The kernel writes a name that goes as DELETE and one that comes as CREATE; of a file that was overwritten too."""
    gone, came = paths.items(event, "DELETE"), paths.items(event, "CREATE")
    if not came:
        return []
    made = _put(FileRename(timestamp=event.time), event, came[-1], directory)
    old = [path for path in gone if path.fields.get("inode") == came[-1].fields.get("inode")] or gone
    if old:
        made.file_old_path = paths.full_path(event, old[0], "a0" if directory else "")
    return [made]
