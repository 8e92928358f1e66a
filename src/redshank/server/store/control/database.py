"""The control store as a file: who may open it, how transactions begin, and what its errors mean.

SQLite with a write-ahead log, every commit synced. Readers see one snapshot and wait for nobody; there is one writer at
a time, in the process by a lock and among processes by SQLite's own. All that is particular to a kind of database is here.
"""

import errno
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from redshank.core.errors import StoreError
from redshank.server.store.control.schema import prepare

FILE_NAME = "control.sqlite3"
BUSY_MS = 5_000
MAX_CONNECTIONS = 40
"""As many as the API has threads; each keeps up to CACHE_KIB of pages."""
CACHE_KIB = 8_192
MAX_LOG_BYTES = 64 << 20
"""The write-ahead log is cut back to this after a checkpoint."""

CHECKPOINT_PAGES = 4_000
"""Of the log, 16 MiB: an alert touches a dozen indexes, and pages touched again are copied back once."""

_WRITES = "redshank_writes"
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "temp_store=MEMORY",
    f"wal_autocheckpoint={CHECKPOINT_PAGES}",
    f"cache_size=-{CACHE_KIB}",
    f"journal_size_limit={MAX_LOG_BYTES}",
)
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE}
_SLOW = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_PROTOCOL}
_OURS = {
    sqlite3.SQLITE_OK,
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_RANGE,
    sqlite3.SQLITE_TOOBIG,
}
"""What a wrong statement of ours gives: no state of the store."""
_OURS_OF_POSTGRES = ("22", "23", "42", "P0")
"""Classes of SQLSTATE: wrong data, a constraint, a wrong statement, and what our triggers raise."""
_POSTGRES = {"53100": "full", "53300": "slow", "55P03": "slow", "57014": "slow", "40P01": "slow", "40001": "slow"}


class Control:
    """An open control store. All threads share one."""

    def __init__(self, engine: Engine, name: str, busy_ms: int = BUSY_MS) -> None:
        self.engine, self.name = engine, name
        self._busy_s = busy_ms / 1000
        self._writer = threading.Lock()
        self._closed = False

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One snapshot for the whole block; what is written meanwhile is not seen. Never waits for a writer."""
        options = {"isolation_level": "REPEATABLE READ"} if self.engine.dialect.name == "postgresql" else {}
        with self._told(), self._connection() as c, c.execution_options(**options).begin():
            yield c

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """The one writer. At the end all of it is on disk; after an exception none of it has happened. Cannot be nested.

        Raises StoreError of kind `full`, `slow` (somebody else writes for too long), `closed` or `broken`.
        """
        if not self._writer.acquire(timeout=self._busy_s):
            raise StoreError(f"{self.name}: another write takes over {self._busy_s:g} s: try again", "slow")
        try:
            with self._told(), self._connection() as c, c.execution_options(**{_WRITES: True}).begin():
                yield c
        finally:
            self._writer.release()

    def close(self) -> None:
        """Close every connection; whoever still uses one closes it when done."""
        self._closed = True
        self.engine.dispose()

    def _connection(self) -> Connection:
        if self._closed:
            raise StoreError(f"{self.name}: is closed", "closed")
        return self.engine.connect()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except PoolTimeout as error:
            raise StoreError(f"{self.name}: all {MAX_CONNECTIONS} connections are in use: try again", "slow") from error
        except DBAPIError as error:
            kind = _kind(error.orig)
            if kind is None:
                raise
            raise StoreError(f"{self.name}: {error.orig}", kind) from error


def open_control(folder: Path, busy_ms: int = BUSY_MS) -> Control:
    """The control store in `folder`, made where it is missing and brought to our schema.

    Several processes may open it at once. Raises StoreError where it is of a newer version, damaged, or cannot be made.
    """
    path = folder / FILE_NAME
    try:
        _make(folder, path)
    except OSError as error:
        raise StoreError(f"{path}: cannot be opened: {error.strerror}", "broken") from error
    engine = create_engine(
        f"sqlite:///{path}",
        connect_args={"timeout": busy_ms / 1000},
        pool_size=8,
        max_overflow=MAX_CONNECTIONS - 8,
        pool_timeout=busy_ms / 1000,
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return _prepared(Control(engine, str(path), busy_ms))


def open_url(url: str, busy_ms: int = BUSY_MS) -> Control:
    """The control store in a PostgreSQL database, brought to our schema. url: as SQLAlchemy writes it."""
    options = f"-c lock_timeout={busy_ms} -c statement_timeout={max(60_000, busy_ms)}"
    engine = create_engine(url, connect_args={"options": options}, pool_size=8, max_overflow=MAX_CONNECTIONS - 8, pool_pre_ping=True)
    return _prepared(Control(engine, engine.url.render_as_string(hide_password=True), busy_ms))


def insert_into(c: Connection, table: Table) -> sqlite.Insert:
    """An INSERT that can say ON CONFLICT, in the database's own spelling; both spell it the same way here."""
    return cast(sqlite.Insert, postgresql.insert(table)) if c.dialect.name == "postgresql" else sqlite.insert(table)


def _prepared(control: Control) -> Control:
    try:
        with control.write() as c:
            prepare(c, control.name)
    except BaseException:
        control.close()
        raise
    return control


def _make(folder: Path, path: Path) -> None:
    """An empty file that only its owner reads; root makes it for the owner of the folder, who will run the server."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        if path.is_symlink():
            raise OSError(errno.ELOOP, "is a link: put the file itself there") from None
        return
    try:
        owner = folder.stat()
        if os.geteuid() == 0 and owner.st_uid != 0:
            os.fchown(file, owner.st_uid, owner.st_gid)
    finally:
        os.close(file)


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # We begin transactions ourselves: the module would begin them late, and a write lock taken late can fail for good.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(c: Connection) -> None:
    c.exec_driver_sql("BEGIN IMMEDIATE" if c.get_execution_options().get(_WRITES) else "BEGIN")


def _kind(error: Any) -> str | None:
    """The kind of StoreError that this is; None where the caller's own statement was wrong."""
    state = getattr(error, "sqlstate", None)
    if state is not None:
        return _POSTGRES.get(state, None if state[:2] in _OURS_OF_POSTGRES else "broken")
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK)
    if code in _FULL or code & 0xFF == sqlite3.SQLITE_FULL:
        return "full"
    if code & 0xFF in _SLOW:
        return "slow"
    return None if code & 0xFF in _OURS else "broken"
