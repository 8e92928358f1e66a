"""The folder that indicators are kept in: sources and their state, the last good copies, the compiled store.

sources.json     what is followed, and what became of it
copies/NAME      the last good copy of a source
store.bin        all of it compiled
new/N.bin        what generation N brought, until it was looked for in the past
lock             held by whoever changes any of it
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from redshank.analysis.intel.sources import MAX_SOURCES, Followed
from redshank.core.errors import ConfigError

DEFAULT = Path("/var/lib/redshank/intel")
MAX_STATE_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Folder:
    """Where the parts of it lie."""

    path: Path

    @property
    def store(self) -> Path:
        """The compiled store."""
        return self.path / "store.bin"

    @property
    def new(self) -> Path:
        """What was not yet looked for in the past."""
        return self.path / "new"

    def copy(self, name: str) -> Path:
        """The last good copy of a source, which need not be there."""
        return self.path / "copies" / name

    def sources(self) -> list[Followed]:
        """What is followed, in the order it was added. Raises ConfigError where the file is none of ours."""
        path = self.path / "sources.json"
        try:
            with path.open("rb") as file:
                raw = file.read(MAX_STATE_BYTES)
            return msgspec.json.decode(raw, type=list[Followed])
        except FileNotFoundError:
            return []
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            raise ConfigError(f"{path}: is no list of sources: {error}: put it right, or move it away") from error

    def save(self, followed: Sequence[Followed]) -> None:
        """Keeps what is followed. Raises ConfigError where that is too much."""
        if len(followed) > MAX_SOURCES:
            raise ConfigError(f"over {MAX_SOURCES} sources: remove some")
        self.put(self.path / "sources.json", msgspec.json.format(msgspec.json.encode(followed), indent=1))

    def put(self, path: Path, data: bytes) -> None:
        """A file, whole or not at all, of the owner of the folder."""
        self._ready(path.parent)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            beside.write_bytes(data)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else changes it meanwhile. Raises ConfigError where that cannot be."""
        try:
            self._ready(self.path)
            descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                self._ready(self.path / "copies")
                self._ready(self.new)
                yield
            finally:
                os.close(descriptor)
        except PermissionError as error:
            raise ConfigError(f"{error.filename or self.path}: {error.strerror}: run it as root, or give --data") from error

    def _ready(self, path: Path) -> None:
        if not path.is_dir():
            path.mkdir(parents=True, exist_ok=True, mode=0o755)


def become_owner(path: Path) -> None:
    """Root goes on as the owner of the folder, who could have laid links in it: what that one may not do, is not done.

    Nothing to do where the folder is root's, or not there yet.
    """
    if os.geteuid() != 0 or not path.is_dir():
        return
    owner = path.stat()
    if owner.st_uid != 0:
        os.setgroups([])
        os.setresgid(owner.st_gid, owner.st_gid, owner.st_gid)
        os.setresuid(owner.st_uid, owner.st_uid, owner.st_uid)
