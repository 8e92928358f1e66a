"""rpm's database below a root folder, where it is the sqlite one (rpm 4.16 and newer). Opened for reading alone, nothing is run."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import cast
from urllib.parse import quote

from redshank.core.errors import InputError
from redshank.host.packages.dpkg import spellings
from redshank.host.packages.owner import Algorithm, Owner
from redshank.host.packages.path_index import MAX_PACKAGES, PathIndex
from redshank.host.packages.rpm_header import CONFIG_FLAG, MAX_BYTES, RpmPackage, parse_header

PLACES = ("usr/lib/sysimage/rpm/rpmdb.sqlite", "var/lib/rpm/rpmdb.sqlite")
_WAIT_S = 0.2


class Rpm:
    """The database of the host whose root folder is `root`. counts: packages that could not be read."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._places = [root / place for place in PLACES]
        self._rows: list[int] = []
        self._index = PathIndex(iter(()))
        self.counts: Counter[str] = Counter()

    def stamp(self) -> tuple[int, ...]:
        """Times of the database and of its log; empty where there is none."""
        place = self._place()
        if place is None:
            return ()
        log = place.with_name(place.name + "-wal")
        return (place.stat().st_mtime_ns, log.stat().st_mtime_ns if log.exists() else 0)

    def load(self) -> None:
        """Headers are read one by one: the largest is some MB."""
        self._rows, self.counts["corrupt"] = [], 0
        self._index = PathIndex(self._pairs())

    def owner(self, path: str) -> Owner | None:
        """The package of a path; None where none has it."""
        for candidate in spellings(path):
            raw = candidate.encode("utf-8", "surrogateescape")
            for number in self._index.numbers(raw):
                package = self._read(self._rows[number]) if number < len(self._rows) else None
                if package is not None and (found := _owner_in(package, raw)) is not None:
                    return found
        return None

    def _place(self) -> Path | None:
        return next((place for place in self._places if place.is_file()), None)

    def _open(self) -> sqlite3.Connection:
        """Without a write-ahead log the file is read as it is, so that not even a lock file appears beside it."""
        place = self._place()
        if place is None:
            raise sqlite3.OperationalError("no database")
        still = "" if place.with_name(place.name + "-wal").exists() else "&immutable=1"
        return sqlite3.connect(f"file:{quote(str(place))}?mode=ro{still}", uri=True, timeout=_WAIT_S)

    def _pairs(self) -> Iterator[tuple[bytes, int]]:
        try:
            with closing(self._open()) as database:
                for (row,) in database.execute("SELECT hnum FROM Packages ORDER BY hnum LIMIT ?", (MAX_PACKAGES,)).fetchall():
                    number = len(self._rows)
                    package = self._parsed(database, row)
                    if isinstance(row, int) and package is not None:
                        self._rows.append(row)
                        yield from ((path, number) for path in package.paths())
        except sqlite3.Error:
            self.counts["unreadable"] += 1

    def _read(self, row: int) -> RpmPackage | None:
        try:
            with closing(self._open()) as database:
                return self._parsed(database, row)
        except sqlite3.Error:
            return None

    def _parsed(self, database: sqlite3.Connection, row: object) -> RpmPackage | None:
        found = database.execute("SELECT blob FROM Packages WHERE hnum = ? AND length(blob) <= ?", (row, MAX_BYTES)).fetchone()
        try:
            return parse_header(found[0]) if found and isinstance(found[0], bytes) else None
        except InputError:
            self.counts["corrupt"] += 1
            return None


def _owner_in(package: RpmPackage, path: bytes) -> Owner | None:
    paths = package.paths()
    if path not in paths:
        return None
    at = paths.index(path)
    digest = package.digests[at].decode("ascii", "replace") if at < len(package.digests) else ""
    config = at < len(package.flags) and bool(package.flags[at] & CONFIG_FLAG)
    return Owner(package.name, package.version, cast(Algorithm, package.algorithm), digest, config)
