"""Files of an audit event: PATH and CWD records to absolute paths."""

from posixpath import basename, join, normpath

from redshank.host.sensor.audit_log.assemble import AuditEvent
from redshank.host.sensor.audit_log.record import Record
from redshank.host.sensor.logins.claims import cut

MAX_PATH_BYTES = 4096
_AT_FDCWD = "ffffff9c"
_FOLDERS = {0o040000: "dir", 0o120000: "symlink", 0o100000: "file"}


def items(event: AuditEvent, *kinds: str) -> list[Record]:
    """The PATH records of the given nametypes, in the order of the record."""
    return [path for path in event.all("PATH") if path.fields.get("nametype") in kinds]


def full_path(event: AuditEvent, path: Record | None, directory: str = "") -> str | None:
    """The absolute path a PATH record means, as far as the event tells; no link is followed.

    directory: the argument of the call that names the folder's descriptor, where it has one. A path relative to a
    descriptor that is not the current folder stays relative, as no record says which folder that is.
    """
    name = path.text("name") if path is not None else None
    if not name:
        return None
    if not name.startswith("/"):
        folder = _folder(event, directory)
        if folder is None:
            return cut(name, MAX_PATH_BYTES)
        name = join(folder, name)
    return cut("/" + normpath(name).lstrip("/"), MAX_PATH_BYTES)


def _folder(event: AuditEvent, directory: str) -> str | None:
    syscall, cwd = event.first("SYSCALL"), event.first("CWD")
    if directory and syscall is not None and syscall.fields.get(directory, "")[-8:] != _AT_FDCWD:
        return None
    return cwd.text("cwd") if cwd is not None else None


def last_part(path: str | None) -> str | None:
    """The name in its folder, at most 255 bytes."""
    return cut(basename(path), 255) or None if path else None


def kind_of(path: Record) -> str | None:
    """file, dir or symlink, by the mode."""
    mode = path.number("mode", 8)
    return _FOLDERS.get(mode & 0o170000) if mode is not None else None


def device(path: Record) -> int | None:
    """The device as the kernel encodes it: `fe:01` is major 0xfe, minor 1."""
    major, _, minor = path.fields.get("dev", "").partition(":")
    try:
        return (int(major, 16) << 20 | int(minor, 16)) & 0xFFFFFFFF
    except ValueError:
        return None
