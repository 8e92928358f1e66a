"""The agent's own folder: nobody else can read it, and no link in it leads our writes elsewhere."""

import fcntl
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from redshank.core.errors import HostError

MAX_BYTES = 1 << 20
"""Largest file of state read; ours are far below it."""
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_LOCK = "lock"


@dataclass(frozen=True, slots=True)
class StateFolder:
    """An open folder with mode 0700. Names are plain file names in it; every file is 0600, and no symbolic link is followed."""

    path: Path
    fd: int

    def read(self, name: str, most_bytes: int = MAX_BYTES) -> bytes | None:
        """What the file holds, None where there is none. Raises HostError where it is too large or no regular file."""
        try:
            fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK, dir_fd=self.fd)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise HostError(f"{self.path / name} cannot be read: {error.strerror}") from error
        with os.fdopen(fd, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise HostError(f"{self.path / name} is no regular file: remove it")
            data = file.read(most_bytes + 1)
        if len(data) > most_bytes:
            raise HostError(f"{self.path / name} is over {most_bytes} bytes: it is not ours, remove it")
        return data

    def write(self, name: str, data: bytes, *, durable: bool = True) -> None:
        """Replace the file as a whole: a reader sees the old or the new one. durable: also after a power cut. Raises OSError."""
        new = f".{name}.new"
        with suppress(FileNotFoundError):
            os.unlink(new, dir_fd=self.fd)
        fd = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=self.fd)
        with os.fdopen(fd, "wb") as file:
            file.write(data)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        os.rename(new, name, src_dir_fd=self.fd, dst_dir_fd=self.fd)
        if durable:
            os.fsync(self.fd)

    def remove(self, name: str) -> None:
        """Take the file away, where it is there."""
        with suppress(FileNotFoundError):
            os.unlink(name, dir_fd=self.fd)

    def lock(self) -> bool:
        """True where this process is now the only one at work here, until it ends."""
        fd = self._open_lock()
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(fd)
            return False
        return True

    def _open_lock(self) -> int:
        """A lock needs no right to write: on a disk that takes nothing any more the file of an earlier run does."""
        flags = os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            return os.open(_LOCK, os.O_RDWR | os.O_CREAT | flags, 0o600, dir_fd=self.fd)
        except OSError:
            return os.open(_LOCK, os.O_RDONLY | flags, dir_fd=self.fd)

    def is_locked(self) -> bool:
        """True where another process is at work here. Changes nothing."""
        try:
            fd = os.open(_LOCK, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=self.fd)
        except OSError:
            return False
        try:
            fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(fd)
        return False

    def close(self) -> None:
        """Give the folder back."""
        os.close(self.fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def agent_folder(data: Path) -> Path:
    """Where the agent keeps its own things below the product's data folder."""
    return data / "agent"


def make_state_folder(path: Path) -> StateFolder:
    """The folder, made where it is missing. Raises HostError where it is not ours alone or cannot be made."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            path.mkdir(mode=0o700)
        return open_state_folder(path)
    except OSError as error:
        raise HostError(f"{path} cannot be made: {error.strerror}") from error


def open_state_folder(path: Path) -> StateFolder:
    """The folder as it is. Raises HostError where it is missing, a link, or another user's."""
    try:
        fd = os.open(path, _FOLDER)
    except FileNotFoundError as error:
        raise HostError(f"{path}: no such folder: no agent was enrolled here; see 'redshank agent enrol --help'") from error
    except NotADirectoryError as error:  # also what a link gives
        raise HostError(f"{path} is no folder, or a link to one: move it away") from error
    except OSError as error:
        raise HostError(f"{path}: {error.strerror}") from error
    owner, mode = (found := os.fstat(fd)).st_uid, stat.S_IMODE(found.st_mode)
    if owner != os.geteuid():
        os.close(fd)
        raise HostError(f"{path} belongs to user {owner}: run as that user, or choose another --data")
    if mode & 0o077:
        os.fchmod(fd, 0o700)
    return StateFolder(path, fd)
