"""The file system of a world: an overlay over /, whose changes lie in memory and end with it."""

import os
import shutil
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from redshank.core.errors import HostError
from redshank.simulate.sandbox import namespaces
from redshank.simulate.sandbox.orders import Entry, File, Folder, Link, Root

HOLDS = ("/mnt", "/media", "/srv", "/opt", "/var/tmp")  # noqa: S108 - one of them is covered in our own mount namespace only
_EMPTIED = ("/root", "/home", "/tmp", "/run", "/var/tmp", "/mnt", "/media")  # noqa: S108 - names inside the world
"""What of the machine no world sees, whatever its plan says."""
_KERNEL = ("proc", "sys", "dev")
_KERNEL_KINDS = frozenset(
    ("proc", "sysfs", "devtmpfs", "devpts", "tmpfs", "ramfs", "cgroup", "cgroup2", "bpf", "tracefs", "debugfs", "securityfs", "mqueue"
     , "hugetlbfs", "pstore", "efivarfs", "autofs", "configfs", "fusectl", "binfmt_misc", "rpc_pipefs", "nsfs", "nfs", "nfs4", "cifs")
)  # fmt: skip
_NEVER = ("/boot", "/proc", "/sys", "/dev")
_OPAQUE = "trusted.overlay.opaque"


def build(plan: Root) -> Path:
    """The folder that is to become the root; a mount in this process's own mount namespace. Raises OSError, HostError."""
    hold = _hold(plan.readable)
    namespaces.mount("redshank-simulation", hold, "tmpfs", options="mode=755")
    emptied = [Folder(path, 0o1777 if path.endswith("tmp") else 0o755, emptied=True) for path in _EMPTIED]
    entries = [*emptied, *plan.entries]
    below = _file_systems(hold)
    _overlay(hold / "first", Path("/"), hold / "root", entries, "/")
    for number, place in enumerate(below):
        _overlay(hold / str(number), place, hold / "root" / place.relative_to("/"), entries, str(place))
    root = hold / "root"
    for name in _KERNEL:
        (root / name).mkdir(exist_ok=True)
    _show(root, plan.readable, emptied, below)
    for entry in entries:
        _put(root, entry)
    return root


def _hold(readable: Iterable[str]) -> Path:
    """A folder of the machine that can be covered without covering what has to be shown."""
    for place in HOLDS:
        if Path(place).is_dir() and not any(Path(path).is_relative_to(place) for path in readable):
            return Path(place)
    raise HostError(f"none of {', '.join(HOLDS)} is there to build the sandbox on: make one of them, an empty folder is enough")


def _overlay(store: Path, lower: Path, target: Path, entries: Iterable[Entry], top: str) -> None:
    for name in ("upper", "work"):
        (store / name).mkdir(parents=True)
    target.mkdir(parents=True, exist_ok=True)
    shutil.copystat(lower, store / "upper")
    for entry in entries:
        if isinstance(entry, Folder) and entry.emptied and _is_below(entry.path, top):
            folder = store / "upper" / Path(entry.path).relative_to(top)
            folder.mkdir(parents=True, exist_ok=True)
            os.setxattr(folder, _OPAQUE, b"y")
    try:
        namespaces.mount("overlay", target, "overlay", options=f"lowerdir={lower},upperdir={store}/upper,workdir={store}/work")
    except OSError as error:
        raise HostError(f"no overlay over {lower} can be made ({error.strerror}): the kernel needs overlayfs") from error


def _is_below(path: str, top: str) -> bool:
    return path != top and Path(path).is_relative_to(top)


def _file_systems(hold: Path) -> list[Path]:
    """Folders below / on which another disk is mounted, the outer ones first: an overlay shows nothing of them."""
    found = []
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        words = line.split()
        place, kind = Path(words[4].encode().decode("unicode_escape")), words[words.index("-") + 1]
        hidden = any(place.is_relative_to(path) for path in (*_EMPTIED, *_NEVER, str(hold)))
        if kind not in _KERNEL_KINDS and place != Path("/") and not hidden and place.is_dir():
            found.append(place)
    return sorted(set(found), key=lambda path: len(path.parts))


def _show(root: Path, readable: Iterable[str], emptied: Iterable[Folder], below: Iterable[Path]) -> None:
    """Bind what would be missing: what lies below an emptied folder, or on a file system that has no overlay."""
    for text in sorted(set(readable)):
        path = Path(text)
        hidden = any(path.is_relative_to(folder.path) for folder in emptied)
        if hidden or _mount_of(path) not in (Path("/"), *below):
            target = root / path.relative_to("/")
            target.mkdir(parents=True, exist_ok=True)
            namespaces.bind(path, target)


def _mount_of(path: Path) -> Path:
    while not path.is_mount() and path != Path("/"):
        path = path.parent
    return path


def _put(root: Path, entry: Entry) -> None:
    path = root / entry.path.lstrip("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(entry, Folder):
        path.mkdir(exist_ok=True)
        path.chmod(entry.mode)
        os.chown(path, entry.owner, entry.owner)
        return
    with suppress(FileNotFoundError):
        path.unlink()
    if isinstance(entry, Link):
        path.symlink_to(entry.target)
        return
    _write(path, entry)


def _write(path: Path, file: File) -> None:
    if file.copy_of:
        shutil.copyfile(file.copy_of, path)
    else:
        path.write_bytes(file.data)
    path.chmod(stat.S_IMODE(file.mode))
    os.chown(path, file.owner, file.owner)
