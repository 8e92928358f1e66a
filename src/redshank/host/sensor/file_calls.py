"""Calls about files that fanotify does not tell: refused ones, containers' ones, and chattr. What the kernel side says becomes events."""

import errno
from posixpath import basename, normpath
from typing import Any

from redshank.events import Event
from redshank.events._generated.types import FileAttempt, FileAttrib, FileCreate, FileDelete, FileModify, FileOpen, FileRename, FileXattr
from redshank.host.sensor.container_files import created_by, modified_by

ELSEWHERE, OPEN_FILE = 1, 2  # CALL_ELSEWHERE and CALL_OPEN_FILE of file_call.bpf.h
REFUSED = (-errno.EPERM, -errno.EACCES, -errno.EROFS)
_OPERATIONS = {
    "unlink": "delete", "unlinkat": "delete", "rmdir": "delete",
    "rename": "rename", "renameat": "rename", "renameat2": "rename",
    "link": "link", "linkat": "link", "symlink": "symlink", "symlinkat": "symlink", "mkdir": "create", "mkdirat": "create",
    "chmod": "mode", "fchmod": "mode", "fchmodat": "mode", "fchmodat2": "mode",
    "chown": "owner", "lchown": "owner", "fchown": "owner", "fchownat": "owner",
    "truncate": "truncate", "truncate64": "truncate", "ftruncate": "truncate", "ftruncate64": "truncate",
    "setxattr": "xattr", "lsetxattr": "xattr", "fsetxattr": "xattr", "removexattr": "xattr", "lremovexattr": "xattr",
    "fremovexattr": "xattr", "ioctl": "flags",
}  # fmt: skip
_KINDS: dict[str, type[Event]] = {
    "delete": FileDelete, "rename": FileRename, "link": FileCreate, "symlink": FileCreate, "create": FileCreate, "mode": FileAttrib,
    "owner": FileAttrib, "truncate": FileModify, "xattr": FileXattr, "flags": FileXattr,
}  # fmt: skip
_FLAGS = {0x1: "secure_delete", 0x10: "immutable", 0x20: "append_only", 0x80: "no_atime"}
"""What chattr sets, of linux/fs.h, as far as it matters here."""


def told_by(event: Event) -> list[Event]:
    """The events that a kernel record about files becomes: itself, with its paths put together; what it made, changed or removed."""
    if isinstance(event, FileOpen):
        if event.result is not None and event.result < 0:
            event.file_path = whole_path(event.file_path, event.file_user_path)
            event.file_name = basename(event.file_path)
        made = created_by(event) or modified_by(event)
        return [event, made] if made is not None else [event]
    return [_call(event)] if isinstance(event, FileAttempt) else [event]


def whole_path(base: str | None, user: str | None) -> str:
    """The caller's path from the folder it counts from, without `.` and `..`; links in it stay as they are."""
    path = user or ""
    if not path.startswith("/"):
        path = f"{base or ''}/{path}" if path else base or ""
    plain = normpath(path) if path else ""
    return plain[1:] if plain.startswith("//") else plain


def _call(event: FileAttempt) -> Event:
    """The attempt itself where it was refused; else the change, as fanotify tells those of the host."""
    operation = _OPERATIONS.get(event.syscall_name or "", "")
    event.file_operation = operation
    opened = bool((event.file_call_bits or 0) & OPEN_FILE)
    first = event.file_path if opened else whole_path(event.file_path, event.file_user_path)
    second = whole_path(event.file_target_base, event.file_target_user_path) if operation in ("rename", "link") else None
    if (event.result or 0) < 0 or operation not in _KINDS:
        event.file_path, event.file_name, event.file_target_path = first, basename(first or ""), second
        return event
    return _change(event, operation, first or "", second)


def _change(event: FileAttempt, operation: str, first: str, second: str | None) -> Event:
    common: dict[str, Any] = {name: getattr(event, name) for name in Event.__struct_fields__}
    path = second if operation in ("rename", "link") and second else first
    changed: Any = _KINDS[operation](**common)
    changed.file_path, changed.file_name, changed.file_watch = path[:4096], basename(path), "tree"
    if operation == "rename":
        changed.file_old_path = first
    elif operation == "link":
        changed.file_target_path = first
    elif operation == "symlink":
        changed.file_type = "symlink"
    elif operation == "create":
        changed.file_type = "dir"
    elif operation == "mode":
        changed.file_mode = (event.file_call_flags or 0) & 0o7777
    elif operation == "flags":
        changed.file_xattrs = [f"={name}" for bit, name in _FLAGS.items() if (event.file_call_flags or 0) & bit] or ["=none"]
    return changed  # type: ignore[no-any-return]
