"""Programs that lie where everybody may write, run or not, and files there that cannot be changed."""

import stat
from collections.abc import Iterator

from redshank.events._generated.types import HostState
from redshank.host.hashing.opening import read_plain
from redshank.host.sweep.flags import flags_of
from redshank.host.sweep.processes import is_hidden
from redshank.host.sweep.scene import Scene

PLACES = ("/tmp", "/var/tmp", "/dev/shm", "/dev", "/run/shm")  # noqa: S108  # looked at
MOST_FILES, MOST_DEPTH = 5_000, 3
_NOT_ENTERED = frozenset(("/dev/pts", "/dev/shm", "/dev/mqueue", "/dev/hugepages"))  # noqa: S108
_ELF, _SCRIPT = b"\x7fELF", b"#!"


def look(scene: Scene) -> Iterator[HostState]:
    """One event for each program or script there that may be run, and each file that cannot be changed.

    Other systems' roots are passed over.
    """
    counted = 0
    waiting = [(place, 0) for place in reversed(PLACES)]
    while waiting:
        folder, depth = waiting.pop()
        entries = list(scene.listed(folder))
        if {"etc", "usr"} <= {path.rpartition("/")[2] for path, _ in entries}:
            continue  # the root of another system, as of a container or an image
        for path, found in entries:
            counted += 1
            if counted > MOST_FILES:
                scene.skipped += 1
                return
            if stat.S_ISDIR(found.st_mode):
                if depth < MOST_DEPTH and path not in _NOT_ENTERED:
                    waiting.append((path, depth + 1))
            elif stat.S_ISREG(found.st_mode) and (traits := _traits(scene, path, found.st_mode, folder)):
                event = scene.file("temporary", path, found, *traits)
                event.file_hash_sha256 = scene.digest(path).sha256 or None
                yield event


def _traits(scene: Scene, path: str, mode: int, folder: str) -> list[str]:
    traits = flags_of(scene.path(path))
    if mode & 0o111:
        head = read_plain(scene.path(path), 4)
        traits += ["program"] if head == _ELF else ["script"] if head[:2] == _SCRIPT else []
    if folder == "/dev" or (folder.startswith("/dev/") and not folder.startswith("/dev/shm")):  # noqa: S108
        traits.append("among_devices")
    if traits and is_hidden(path):
        traits.append("hidden_name")
    return traits
