"""Programs that run with their owner's rights, wherever they lie. The slowest look: it goes over every local file."""

import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from redshank.events._generated.types import HostState
from redshank.host.hashing.opening import REMOTE_MAGIC, file_system
from redshank.host.sweep.scene import Scene

MOST_CPU_S = 3.0
"""Of processor time: 130,000 files take about one. Where it ends too early, what was not seen is counted."""
FIRST = ("/tmp", "/var/tmp", "/dev/shm", "/home", "/root", "/opt", "/srv", "/var/www", "/usr/local", "/usr/bin", "/usr/sbin")  # noqa: S108
_SKIPPED = frozenset(("/proc", "/sys", "/dev/pts"))
_REST_FOLDERS = 50
_SET = stat.S_ISUID | stat.S_ISGID


def look(scene: Scene, spent: Callable[[], float] = time.thread_time) -> Iterator[HostState]:
    """One event for each set-user-id or set-group-id program that no package has."""
    end, devices, met = spent() + MOST_CPU_S, dict[int, bool](), set[tuple[int, int]]()
    waiting = ["/", *reversed(FIRST)]
    folders = 0
    while waiting:
        folder = waiting.pop()
        folders += 1
        if folders % _REST_FOLDERS == 0:
            scene.rest()
            if spent() > end:
                scene.skipped += 1
                return
        for path, found in _walked(scene, folder, devices, met, waiting):
            yield from _program(scene, path, found)


def _walked(
    scene: Scene, folder: str, devices: dict[int, bool], met: set[tuple[int, int]], waiting: list[str]
) -> list[tuple[str, os.stat_result]]:
    """The marked programs of one folder; the folders below it are put on `waiting`."""
    found: list[tuple[str, os.stat_result]] = []
    try:
        fd = os.open(scene.path(folder), os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return found
    try:
        about = os.fstat(fd)
        if (about.st_dev, about.st_ino) in met or not _is_worth(fd, about.st_dev, devices):
            return found
        met.add((about.st_dev, about.st_ino))
        prefix = folder.rstrip("/")
        with os.scandir(fd) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if (path := f"{prefix}/{entry.name}") not in _SKIPPED:
                        waiting.append(path)
                elif entry.is_file(follow_symlinks=False):
                    with suppress(OSError):
                        one = entry.stat(follow_symlinks=False)
                        if one.st_mode & _SET and one.st_mode & 0o111:
                            found.append((f"{prefix}/{entry.name}", one))
    except OSError:
        scene.skipped += 1
    finally:
        os.close(fd)
    return found


def _is_worth(fd: int, device: int, known: dict[int, bool]) -> bool:
    """Whether marks count on this file system, and it is this host's own: another's could hold us up for ever."""
    if device not in known:
        known[device] = not os.fstatvfs(fd).f_flag & os.ST_NOSUID and file_system(fd) not in REMOTE_MAGIC
    return known[device]


def _program(scene: Scene, path: str, found: os.stat_result) -> Iterator[HostState]:
    if scene.packages.known and scene.packages.owner(path) is not None:
        return
    event = scene.packaged(scene.file("setuid", path, found, "set_user_id" if found.st_mode & stat.S_ISUID else "set_group_id"), path)
    event.file_hash_sha256 = scene.digest(path).sha256 or None
    yield event
