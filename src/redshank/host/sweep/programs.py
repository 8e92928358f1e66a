"""The system's programs against its packages: what is not as its package has it, and what no package brought."""

import os
import stat
from collections.abc import Iterator

from redshank.events._generated.types import HostState
from redshank.host.packages.owner import state_of
from redshank.host.sweep.flags import flags_of
from redshank.host.sweep.scene import Scene

FOLDERS = ("/bin", "/sbin", "/usr/bin", "/usr/sbin")
FIRST = (
    "ps", "ss", "netstat", "lsof", "ls", "top", "find", "login", "sshd", "su", "sudo", "passwd", "pstree", "ip", "lsmod", "kmod",
    "bash", "sh",
)  # fmt: skip
"""Tools that hide things when they are replaced: looked at first."""
_MOST_BYTES = 64 << 20


def look(scene: Scene) -> Iterator[HostState]:
    """One event for each program that differs from its package, for each in these folders of no package, and for odd folders there."""
    if not scene.packages.known:
        return
    seen: set[tuple[int, int]] = set()
    for path, found in sorted(_all(scene), key=lambda one: (one[0].rpartition("/")[2] not in FIRST, one[0])):
        if (found.st_dev, found.st_ino) in seen:
            continue
        seen.add((found.st_dev, found.st_ino))
        if stat.S_ISDIR(found.st_mode):
            yield from _folder(scene, path, found)
        elif stat.S_ISREG(found.st_mode) and found.st_size <= _MOST_BYTES:
            yield from _program(scene, path, found)
            scene.rest()


def _all(scene: Scene) -> Iterator[tuple[str, os.stat_result]]:
    real = dict.fromkeys(os.path.realpath(scene.path(one)).removeprefix(scene.root.rstrip("/")) for one in FOLDERS)
    for folder in real:
        yield from scene.listed(folder)


def _folder(scene: Scene, path: str, found: os.stat_result) -> Iterator[HostState]:
    """A folder among programs is unusual: what lies in it is told too."""
    if scene.packages.owner(path) is not None:
        return
    for inside, about in scene.listed(path):
        if stat.S_ISREG(about.st_mode) and scene.packages.owner(inside) is None:
            event = scene.packaged(scene.file("programs", inside, about, "in_folder_of_programs", *flags_of(scene.path(inside))), inside)
            event.file_hash_sha256 = scene.digest(inside).sha256 or None
            yield event


def _program(scene: Scene, path: str, found: os.stat_result) -> Iterator[HostState]:
    owner = scene.packages.owner(path)
    traits = flags_of(scene.path(path))
    if path.rpartition("/")[2].startswith("."):
        traits.append("hidden_name")
    if owner is None:
        if found.st_mode & 0o111 or traits:
            event = scene.file("programs", path, found, *traits)
            event.package_state, event.file_hash_sha256 = "unpackaged", scene.digest(path).sha256 or None
            yield event
        return
    made = scene.digest(path, md5=owner.algorithm == "md5")
    held = state_of(owner, made.sha256, made.md5)
    if held in ("differs",) or traits:
        event = scene.file("programs", path, found, *traits)
        event.package_name, event.package_version, event.package_state = owner.name[:128], owner.version[:128] or None, held
        event.file_hash_sha256 = made.sha256 or None
        yield event
