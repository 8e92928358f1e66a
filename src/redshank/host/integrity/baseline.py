"""What every watched file was when it was last looked at, on disk: a restart knows what changed while the agent was away."""

import json
import sqlite3
import zlib
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from redshank.host.integrity.facts import FileFacts

FORMAT = 1
MAX_FILES = 65_536
MAX_TEXT_BYTES = 8 << 20
"""Of all texts together, compressed; more are not kept, so their changes are not shown."""
_CACHE_KIB = 512
_TABLE = """
CREATE TABLE IF NOT EXISTS files (
  path BLOB PRIMARY KEY, round INTEGER NOT NULL, inode INTEGER NOT NULL, mode INTEGER NOT NULL, uid INTEGER NOT NULL,
  gid INTEGER NOT NULL, size INTEGER NOT NULL, links INTEGER NOT NULL, modified INTEGER NOT NULL, changed INTEGER NOT NULL,
  sha256 TEXT NOT NULL, head TEXT NOT NULL, xattrs TEXT NOT NULL, text BLOB
) WITHOUT ROWID
"""
_GET = "SELECT inode, mode, uid, gid, size, links, modified, changed, sha256, head, xattrs, text FROM files WHERE path = ?"
_PUT = """
REPLACE INTO files (path, round, inode, mode, uid, gid, size, links, modified, changed, sha256, head, xattrs, text)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
WHOLE = 0x52534246
"""In the file's head, once every watched file has been met."""
_SIGN = 1 << 63
"""Inode numbers have 64 bits, SQLite's are signed."""


class Baseline:
    """Facts by path. Used by the thread that made it. place: None keeps it in memory.

    A damaged file is set aside and begun anew: then nothing is known, and the next look says nothing of changes.
    """

    def __init__(self, place: Path | None) -> None:
        self.counts: Counter[str] = Counter()
        self._place = place
        self._db = self._open()
        self._number: int = self._value("SELECT count(*) FROM files")
        self._text_bytes: int = self._value("SELECT coalesce(sum(length(text)), 0) FROM files")
        self.round: int = self._value("SELECT coalesce(max(round), 0) FROM files")
        self.is_whole: bool = self._value("PRAGMA application_id") == WHOLE
        """Whether a first round was ever gone to its end: only then is a file that is not in it a new one."""

    def __len__(self) -> int:
        return self._number

    def completed(self) -> None:
        """A round was gone to its end."""
        if not self.is_whole:
            self._db.execute(f"PRAGMA application_id = {WHOLE}")
            self.is_whole = True

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.DatabaseError:
            self.counts["baseline_damaged"] += 1
            if self._place is not None:
                self._place.unlink(missing_ok=True)
            with suppress(sqlite3.DatabaseError):
                return self._connect()
            self._place = None  # the disk takes nothing: in memory then
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._place or ":memory:")
        try:
            db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            db.execute("PRAGMA journal_mode = TRUNCATE" if self._place else "PRAGMA journal_mode = MEMORY")
            db.execute("PRAGMA synchronous = OFF")  # what a power cut takes is built again
            if db.execute("PRAGMA user_version").fetchone()[0] not in (0, FORMAT):
                db.execute("DROP TABLE IF EXISTS files")
            db.execute(f"PRAGMA user_version = {FORMAT}")
            db.execute(_TABLE)
            db.commit()
            if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("damaged")
        except BaseException:
            db.close()
            raise
        return db

    def _value(self, query: str) -> int:
        found: int = self._db.execute(query).fetchone()[0]
        return found

    def get(self, path: bytes) -> FileFacts | None:
        """What the file was; None where it is not known."""
        row = self._db.execute(_GET, (path,)).fetchone()
        try:
            return _facts(row) if row is not None else None
        except (ValueError, TypeError, zlib.error):
            self.counts["baseline_damaged"] += 1
            return None

    def put(self, path: bytes, facts: FileFacts) -> None:
        """What the file is from now on; beyond the bound it is only counted."""
        before = self._db.execute("SELECT coalesce(length(text), 0) FROM files WHERE path = ?", (path,)).fetchone()
        if before is None and self._number >= MAX_FILES:
            self.counts["baseline_left_out"] += 1
            return
        text = zlib.compress(facts.text.encode(), 6) if facts.text is not None else None
        room = MAX_TEXT_BYTES - self._text_bytes + (before[0] if before else 0)
        if text is not None and len(text) > room:
            text = None
            self.counts["texts_left_out"] += 1
        self._number += before is None
        self._text_bytes += len(text or b"") - (before[0] if before else 0)
        values = (
            *(facts.inode - _SIGN, facts.mode, facts.uid, facts.gid, facts.size, facts.links, facts.modified_ns, facts.changed_ns),
            *(facts.sha256, facts.head, json.dumps(facts.xattrs), text),
        )
        self._db.execute(_PUT, (path, self.round, *values))

    def seen(self, path: bytes) -> None:
        """The file is still there, in this round."""
        self._db.execute("UPDATE files SET round = ? WHERE path = ?", (self.round, path))

    def forget(self, path: bytes) -> None:
        """The file is gone."""
        row = self._db.execute("DELETE FROM files WHERE path = ? RETURNING coalesce(length(text), 0)", (path,)).fetchone()
        if row is not None:
            self._number -= 1
            self._text_bytes -= row[0]

    def unseen(self, most: int) -> list[bytes]:
        """Paths that were not met in this round, at most so many."""
        return [row[0] for row in self._db.execute("SELECT path FROM files WHERE round < ? LIMIT ?", (self.round, most))]

    def commit(self) -> None:
        """Write what was put since the last time."""
        try:
            self._db.commit()
        except sqlite3.OperationalError:  # a full disk: it stays in the journal, and is tried again with what comes next
            self.counts["baseline_unwritten"] += 1

    def close(self) -> None:
        """Not to be used any more."""
        self.commit()
        self._db.close()


def _facts(row: tuple[Any, ...]) -> FileFacts:
    inode, mode, uid, gid, size, links, modified, changed, sha256, head, xattrs, text = row
    known = tuple((str(name), str(value)) for name, value in json.loads(xattrs))
    plain = zlib.decompressobj().decompress(text, MAX_TEXT_BYTES).decode() if text is not None else None
    return FileFacts(inode + _SIGN, mode, uid, gid, size, links, modified, changed, sha256, head, known, plain)
