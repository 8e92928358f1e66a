"""A folder for the time of one run. The run holds a lock on it: one without a lock is left over from a run that was killed."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "redshank-simulation-"


@contextmanager
def work_folder(place: Path | None = None) -> Iterator[Path]:
    """A new, locked folder in `place` (by default where the machine keeps such), removed in the end with all in it."""
    path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    lock = _open(path)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


def remove_abandoned(place: Path | None = None) -> list[Path]:
    """The folders of killed runs that were removed. Only root's own are looked at: anybody may make one of that name in /tmp."""
    removed = []
    for path in sorted((place or Path(tempfile.gettempdir())).glob(PREFIX + "*")):
        with suppress(OSError):
            lock = _open(path)
            try:
                if os.fstat(lock).st_uid == os.geteuid() and _is_free(lock):
                    shutil.rmtree(path)
                    removed.append(path)
            finally:
                os.close(lock)
    return removed


def _open(path: Path) -> int:
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)


def _is_free(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
