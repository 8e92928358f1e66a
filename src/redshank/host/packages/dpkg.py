"""dpkg's database below a root folder: lists of paths, digests, versions, diversions, configuration files.

Loaded: an index of 8 bytes a path, and what the status file says of versions and configuration files; for the rest the
package's own list and md5sums are read when they are asked for. On merged systems /bin is /usr/bin, and a package may
say either: both are tried.
"""

import os
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from redshank.host.hashing.opening import looked_at, opened, read_plain
from redshank.host.packages.dpkg_files import Status, digest_in, has_line, parse_diversions, parse_status
from redshank.host.packages.owner import Owner
from redshank.host.packages.path_index import PathIndex

ADMIN = "var/lib/dpkg"
MAX_LIST_BYTES = 16 << 20
MAX_DIVERSIONS_BYTES = 4 << 20
MAX_LISTS = 60_000
MAX_STATUS_LINES = 8_000_000
MERGED = ("/bin/", "/sbin/", "/lib/", "/lib32/", "/lib64/", "/libx32/")
UNPACKED = ".dpkg-new"
"""Under this ending a package's file is written, before it takes its name. `.dpkg-tmp` is the file it replaces: of no package."""


class Dpkg:
    """The database of the host whose root folder is `root`. counts: what could not be read or was left out."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._admin = root / ADMIN
        self._info = self._admin / "info"
        self._names: list[str] = []
        self._index = PathIndex(iter(()))
        self._status = Status()
        self._there: dict[str, tuple[str, str]] = {}
        self._back: dict[str, tuple[str, str]] = {}
        self.counts: Counter[str] = Counter()

    def stamp(self) -> tuple[int, ...]:
        """Times of the folder of lists and of the status file; empty where there is no dpkg."""
        try:
            return tuple(path.stat().st_mtime_ns for path in (self._info, self._admin / "status"))
        except OSError:
            return ()

    def load(self) -> None:
        """About 0.4 s for 124,000 paths."""
        try:
            with os.scandir(self._info) as entries:
                names = sorted(e.name.removesuffix(".list") for e in islice(entries, MAX_LISTS * 8) if e.name.endswith(".list"))
        except OSError:
            names = []
        self._names = names[:MAX_LISTS]
        self.counts["left_out"] = len(names) - len(self._names)
        self._index = PathIndex(self._pairs())
        self.counts["left_out"] += self._index.left_out
        self._status = self._read_status()
        self._there, self._back = parse_diversions(read_plain(self._admin / "diversions", MAX_DIVERSIONS_BYTES))

    def owner(self, path: str) -> Owner | None:
        """The package of a path; of one that is being unpacked at this moment too."""
        plain = path.removesuffix(UNPACKED)
        unpacking = self._unpacking(plain)
        if unpacking is not None or plain != path:
            return unpacking
        for candidate in spellings(path):
            if (found := self._owner_as(candidate)) is not None:
                return found
        return None

    def _owner_as(self, path: str) -> Owner | None:
        listed, only, without = path, "", ""
        if path in self._back:  # here lies what another package pushed aside
            listed, without = self._back[path]
        elif path in self._there:
            only = self._there[path][1]
        raw = listed.encode("utf-8", "surrogateescape")
        for number in self._index.numbers(raw):
            name = self._names[number] if number < len(self._names) else ""
            package = name.partition(":")[0]
            if package == without or (only not in ("", ":") and package != only):
                continue
            if name and has_line(read_plain(self._info / f"{name}.list", MAX_LIST_BYTES), listed):
                return self._described(name, listed)
        return None

    def _described(self, name: str, path: str) -> Owner:
        package = name.partition(":")[0]
        version = self._status.versions.get(name) or self._status.versions.get(package, "")
        if conffile := self._status.conffiles.get(path):
            return Owner(package, version, "md5", conffile, config=True)
        return Owner(package, version, "md5", digest_in(read_plain(self._info / f"{name}.md5sums", MAX_LIST_BYTES), path))

    def _unpacking(self, path: str) -> Owner | None:
        """The package whose control files wait in tmp.ci: dpkg puts its lists in place only when all its files are there."""
        control = self._admin / "tmp.ci"
        sums = read_plain(control / "md5sums", MAX_LIST_BYTES)
        if not sums:
            return None
        for candidate in spellings(path):
            if digest := digest_in(sums, candidate):
                versions = parse_status(iter(read_plain(control / "control", MAX_DIVERSIONS_BYTES).splitlines(keepends=True))).versions
                name, version = next(iter(versions.items()), ("", ""))
                return Owner(name, version, "md5", digest, unpacking=True)
        return None

    def _pairs(self) -> Iterator[tuple[bytes, int]]:
        for number, name in enumerate(self._names):
            for path in read_plain(self._info / f"{name}.list", MAX_LIST_BYTES).split(b"\n"):
                if path and path != b"/.":
                    yield path, number

    def _read_status(self) -> Status:
        try:
            with looked_at(self._admin / "status", follow=True) as (looked, _), opened(looked) as fd, os.fdopen(os.dup(fd), "rb") as file:
                return parse_status(islice(file, MAX_STATUS_LINES))
        except OSError:
            self.counts["unreadable"] += 1
            return Status()


def spellings(path: str) -> Iterator[str]:
    """The path as it is, and as it would be said before or after /bin became a link to /usr/bin."""
    yield path
    if path.startswith("/usr") and path.startswith(MERGED, 4):
        yield path[4:]
    elif path.startswith(MERGED):
        yield "/usr" + path
