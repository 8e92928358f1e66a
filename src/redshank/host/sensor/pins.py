"""Where a running agent pins its programs, maps and links, so that they outlive it when it is killed.

    ROOT/<agent>/<generation>/{maps,programs,links}/<name>

A generation is one object file attached in one way: a successor of the same generation takes over what it finds, one of
another generation attaches its own first and then lets go of the old. The folder `whole` says that nothing is missing.
"""

import ctypes
import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from redshank.core.errors import HostError
from redshank.host.sensor.held import Held
from redshank.host.sensor.libbpf import BpfObject, open_library

FILE_SYSTEM = Path("/sys/fs/bpf")
ROOT = FILE_SYSTEM / "redshank"
WHOLE = "whole"
MAPS, PROGRAMS, LINKS = "maps", "programs", "links"
_BPF_MAGIC = 0xCAFE4A11  # BPF_FS_MAGIC, include/uapi/linux/magic.h
_STATFS_BYTES = 120


@dataclass(frozen=True, slots=True)
class Pins:
    """The pins of one agent. folder: below a BPF file system. generation: of what is to be attached now."""

    folder: Path
    generation: str

    @property
    def place(self) -> Path:
        """The folder of this generation."""
        return self.folder / self.generation

    def are_whole(self) -> bool:
        """True where a killed agent of this generation left everything."""
        return (self.place / WHOLE).is_dir()

    def others(self) -> list[Path]:
        """Folders of other generations, and a torn one of this."""
        if not self.folder.is_dir():
            return []
        return [one for one in self.folder.iterdir() if one.name != self.generation or not self.are_whole()]

    def pin(self, bpf: BpfObject) -> None:
        """Pin everything of a loaded and attached object. Raises OSError where the kernel refuses."""
        for part in (MAPS, PROGRAMS, LINKS):
            (self.place / part).mkdir(mode=0o700, parents=True)
        library = open_library()
        for part, descriptors in (MAPS, bpf.map_fds()), (PROGRAMS, bpf.program_fds()), (LINKS, bpf.link_fds()):
            for name, descriptor in descriptors.items():
                place = self.place / part / file_name(name)
                if library.bpf_obj_pin(descriptor, os.fsencode(place)) != 0:
                    error = ctypes.get_errno()
                    raise OSError(error, os.strerror(error), str(place))
        (self.place / WHOLE).mkdir()

    def remove(self) -> None:
        """Unpin everything of this agent: what nobody holds is detached."""
        if self.folder.is_dir():
            for one in self.folder.iterdir():
                unpin(one)
        for folder in (self.folder, self.folder.parent):  # the last agent's takes the common folder with it
            with suppress(OSError):
                folder.rmdir()


class PinnedObject(Held):
    """What a killed agent left: its maps, programs and links, still at work. Raises OSError where a pin cannot be opened."""

    def __init__(self, place: Path) -> None:
        super().__init__({}, {}, {})
        try:
            for part, found in (MAPS, self.maps), (PROGRAMS, self.programs), (LINKS, self.links):
                for pin in sorted((place / part).iterdir()):
                    found[pin.name] = self._get(pin)
        except OSError:
            self.close()
            raise

    def _get(self, pin: Path) -> int:
        descriptor = int(self._library.bpf_obj_get(os.fsencode(pin)))
        if descriptor < 0:
            error = ctypes.get_errno()
            raise OSError(error, os.strerror(error), str(pin))
        return descriptor

    def map_fd(self, name: str) -> int:
        """Descriptor of a map."""
        return self.maps[file_name(name)]

    def program_fd(self, program: str) -> int:
        """Descriptor of a program."""
        return self.programs[file_name(program)]


def generation_of(object_bytes: bytes, *way: object) -> str:
    """A name for this object attached in this way."""
    return hashlib.sha256(object_bytes + repr(way).encode()).hexdigest()[:20]


def file_name(name: str) -> str:
    """Of a pin: the kernel keeps names with a dot for itself."""
    return name.replace(".", "_")


def unpin(folder: Path) -> None:
    """Remove a folder of pins. What cannot be removed stays, and is tried again at the next start."""
    for path in reversed(list(_below(folder))):
        with suppress(OSError):
            path.rmdir() if path.is_dir() else path.unlink()


def _below(folder: Path) -> Iterator[Path]:
    yield folder
    if folder.is_dir():
        for one in folder.iterdir():
            yield from _below(one)


def ready_root(root: Path) -> None:
    """See to it that pins can be made below `root`; mounts the BPF file system at its usual place where nobody has.

    Raises HostError where this host allows none.
    """
    try:
        if root.parent == FILE_SYSTEM:
            _see_to_file_system()
        root.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise HostError(f"{root}: {error.strerror}") from error
    if not is_bpf(root):
        raise HostError(f"{root} lies on no BPF file system")


def is_bpf(folder: Path) -> bool:
    """True where this folder lies on a BPF file system."""
    buffer = ctypes.create_string_buffer(_STATFS_BYTES)
    libc = ctypes.CDLL(None, use_errno=True)
    return libc.statfs(os.fsencode(folder), buffer) == 0 and int.from_bytes(buffer.raw[:8], "little") == _BPF_MAGIC


def _see_to_file_system() -> None:
    """One after the other: a second mount over the first would hide its pins."""
    lock = os.open(FILE_SYSTEM.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_bpf(FILE_SYSTEM):
            _mount(FILE_SYSTEM)
    finally:
        os.close(lock)


def _mount(folder: Path) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    flags = 0x2 | 0x4 | 0x8  # MS_NOSUID, MS_NODEV, MS_NOEXEC
    if libc.mount(b"bpf", os.fsencode(folder), b"bpf", ctypes.c_ulong(flags), b"mode=0700") != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error), str(folder))
