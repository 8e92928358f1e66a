"""The kernel side of an agent that may be killed: its successor takes over what is pinned, and reads what came meanwhile."""

import mmap
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from redshank.core.errors import HostError
from redshank.host.sensor.held import Held
from redshank.host.sensor.libbpf import Loaded
from redshank.host.sensor.pins import MAPS, PinnedObject, Pins, generation_of, ready_root, unpin
from redshank.host.sensor.programs import MOUNT_NAMESPACE, OBJECT, Mode, Scope, attach, settings_of

NOTE, NOTE_BYTES = "note", 2048
RINGS = ("urgent", "bulk", "terminal")


@dataclass(frozen=True, slots=True)
class Attached:
    """The kernel side at work. missing: in words. taken_over: a killed agent had attached it.

    unread: bytes in the rings of another generation, whose records nobody can read any more.
    """

    bpf: Loaded
    missing: list[str]
    taken_over: bool = False
    unread: int = 0
    pins: Pins | None = None


def pins_of(root: Path, owner: str, mode: Mode, scope: Scope) -> Pins:
    """The pins of the agent called `owner`. Raises HostError where this host allows none."""
    ready_root(root)
    try:
        code = OBJECT.read_bytes()
    except OSError as error:
        raise HostError(f"{OBJECT} is missing: run `make build`") from error
    return Pins(root / owner, generation_of(code, f"{mode} {scope.dns}", scope.namespace, MOUNT_NAMESPACE.stat().st_ino))


def attach_pinned(mode: Mode, scope: Scope, pins: Pins, log: Callable[[str], None]) -> Attached:
    """Take over what is pinned, else attach anew and pin that; then let go of every other generation.

    Raises HostError as `attach` does. Where only pinning fails, the agent works without it, and says so.
    """
    found = _take_over(pins, scope, log) or _attach_anew(mode, scope, pins, log)
    unread = 0
    for other in pins.others():
        unread += _unread(other)
        unpin(other)
    return Attached(found.bpf, found.missing, found.taken_over, unread, found.pins)


def _take_over(pins: Pins, scope: Scope, log: Callable[[str], None]) -> Attached | None:
    if not pins.are_whole():
        return None
    try:
        bpf = PinnedObject(pins.place)
    except OSError as error:
        log(f"what the last agent left attached cannot be taken over: {error}")
        unpin(pins.place)
        return None
    tell_scope(bpf, scope)
    raw = bpf.get(NOTE, bytes(4), NOTE_BYTES) or b""
    missing = raw.rstrip(b"\0").decode("utf-8", "replace").split("\n") if raw.rstrip(b"\0") else []
    return Attached(bpf, missing, taken_over=True, pins=pins)


def tell_scope(bpf: Loaded, scope: Scope) -> None:
    """Tell the programs at work who their agent is now."""
    with mmap.mmap(bpf.map_fd(".data"), mmap.PAGESIZE) as data:
        told = settings_of(scope)
        data[: len(told)] = told


def _attach_anew(mode: Mode, scope: Scope, pins: Pins, log: Callable[[str], None]) -> Attached:
    bpf, missing = attach(mode, scope, log)
    bpf.put(NOTE, bytes(4), "\n".join(missing).encode()[: NOTE_BYTES - 1].ljust(NOTE_BYTES, b"\0"))
    unpin(pins.place)  # a torn one
    try:
        pins.pin(bpf)
    except OSError as error:
        log(f"not pinned, so what happens between a kill and the next start goes unseen: {error}")
        unpin(pins.place)
        return Attached(Held(*bpf.hand_over()), missing)
    return Attached(Held(*bpf.hand_over()), missing, pins=pins)


def _unread(place: Path) -> int:
    """Bytes that wait in the rings of an agent of another generation."""
    if not (place / MAPS).is_dir():
        return 0
    with suppress(OSError, ValueError, KeyError):
        bpf = PinnedObject(place)
        try:
            return sum(_backlog(bpf.map_fd(name)) for name in RINGS)
        finally:
            bpf.close()
    return 0


def _backlog(map_fd: int) -> int:
    with (
        mmap.mmap(map_fd, mmap.PAGESIZE, mmap.MAP_SHARED, mmap.PROT_READ, offset=0) as consumer,
        mmap.mmap(map_fd, mmap.PAGESIZE, mmap.MAP_SHARED, mmap.PROT_READ, offset=mmap.PAGESIZE) as producer,
    ):
        return int(struct.unpack_from("<Q", producer)[0] - struct.unpack_from("<Q", consumer)[0])
