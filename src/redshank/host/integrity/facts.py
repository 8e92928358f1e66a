"""What is known of one file. Read from an open descriptor, so that all of it is of one object."""

import hashlib
import os
import stat
from dataclasses import dataclass

from redshank.host.hashing.digest import Digest

MAX_XATTRS = 64
MAX_XATTR_BYTES = 64 << 10


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One look at a file. xattrs: name to the start of its value's sha256. text: of a small text whose changes may be shown."""

    inode: int
    mode: int
    uid: int
    gid: int
    size: int
    links: int
    modified_ns: int
    changed_ns: int
    sha256: str = ""
    head: str = ""
    xattrs: tuple[tuple[str, str], ...] = ()
    text: str | None = None

    @property
    def regular(self) -> bool:
        """True for a regular file."""
        return stat.S_ISREG(self.mode)

    def same_time(self, found: os.stat_result) -> bool:
        """True where the file is as it was by all that `stat` tells: no content can have changed without its time of change."""
        return (self.inode, self.changed_ns, self.size, self.mode) == (found.st_ino, found.st_ctime_ns, found.st_size, found.st_mode)


def facts(found: os.stat_result, digest: Digest, xattrs: tuple[tuple[str, str], ...], text: str | None) -> FileFacts:
    """Put together."""
    return FileFacts(
        found.st_ino, found.st_mode, found.st_uid, found.st_gid, found.st_size, found.st_nlink, found.st_mtime_ns, found.st_ctime_ns,
        digest.sha256, digest.head, xattrs, text,
    )  # fmt: skip


def xattrs_of(fd: int) -> tuple[tuple[str, str], ...]:
    """Extended attributes of an open file, at most 64; empty where there are none or the file system has none."""
    found = list[tuple[str, str]]()
    try:
        for name in sorted(os.listxattr(f"/proc/self/fd/{fd}"))[:MAX_XATTRS]:
            value = os.getxattr(f"/proc/self/fd/{fd}", name)[:MAX_XATTR_BYTES]
            found.append((name[:255].encode("utf-8", "backslashreplace").decode(), hashlib.sha256(value).hexdigest()[:16]))
    except OSError:
        pass  # gone, or not supported
    return tuple(found)


def xattr_changes(before: tuple[tuple[str, str], ...], after: tuple[tuple[str, str], ...]) -> list[str]:
    """`+name`, `-name`, `~name` of attributes that came, went, or changed."""
    old, new = dict(before), dict(after)
    came = [f"+{name}" for name in new if name not in old]
    went = [f"-{name}" for name in old if name not in new]
    return came + went + [f"~{name}" for name in new if name in old and old[name] != new[name]]
