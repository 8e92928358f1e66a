"""A spool out of a folder: whatever lies in it, and whatever the disk does, there is one to write to."""

import fcntl
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import RLock

from redshank.core.clock import Clock
from redshank.core.errors import HostError
from redshank.host.spool import room as rooms
from redshank.host.spool.cursor import Cursor, CursorFile, LaneCursor
from redshank.host.spool.files import DiskFolder, Folder, NoFolder, Room
from redshank.host.spool.intake import Intake
from redshank.host.spool.journal import MAX_BYTES, Journal
from redshank.host.spool.keeper import MARGIN, Keeper, Parts
from redshank.host.spool.lane import Lane
from redshank.host.spool.losses import Losses
from redshank.host.spool.record import seed_of
from redshank.host.spool.recovery import Found, Tail, find, patiently, take_back, tidy
from redshank.host.spool.settings import SpoolSettings
from redshank.host.spool.spool import Spool
from redshank.host.spool.writer import Writer
from redshank.wire.messages import LANES

FOLDER = "v1"
"""Each format has a folder of its own and its own epoch, so that an older agent never meets a newer one's files."""
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
NO_BOOT = bytes(16)
PLENTY = Room(1 << 62, 1 << 62)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a spool takes from outside. room: of its file system. boot: of this run of the machine; random: bytes of chance."""

    settings: SpoolSettings
    clock: Clock
    room: Callable[[], Room]
    boot: bytes = NO_BOOT
    random: Callable[[int], bytes] = os.urandom


def open_spool(folder: Path, settings: SpoolSettings, clock: Clock) -> Spool:
    """The spool of a folder, made where there is none. Whatever lies there, it opens; damage is told by agent.loss.

    Raises HostError where another process has it open.
    """
    try:
        place = DiskFolder(folder / FOLDER)
    except OSError as error:
        spool = in_memory(Surroundings(settings, clock, lambda: PLENTY), f"{folder}: {error.strerror}")
        spool.start(lambda: None)
        return spool
    try:
        fcntl.flock(place.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        place.close()
        raise HostError(f"{folder}: another process has this spool open: end it first") from error
    spool = restore(place, Surroundings(settings, clock, place.room, _boot_id()))
    spool.start(place.close)
    return spool


def _boot_id() -> bytes:
    with suppress(OSError, ValueError):
        return bytes.fromhex(BOOT_ID.read_text().strip().replace("-", ""))[:16]
    return NO_BOOT


def restore(folder: Folder, around: Surroundings) -> Spool:
    """The spool that lies in a folder, without a committer. Where the folder does not answer, one in memory."""
    losses, cursor_file = Losses(), CursorFile(folder)
    try:
        found = find(folder, patiently(cursor_file.read), lambda: around.random(16), losses)
    except OSError as error:
        cursor_file.close()
        return in_memory(around, f"the spool cannot be read: {error.strerror}")
    parts = _parts(folder, around, found, cursor_file)
    take_back(parts.journal.read(), found, parts.intake, around.clock.boot_ns())
    ceiling = parts.intake.next_seq + MARGIN
    marks = tuple(LaneCursor(lane.acked, lane.floor, lane.told, lane.disk_end()) for lane in found.lanes)
    try:
        patiently(lambda: cursor_file.write(Cursor(found.epoch, around.boot, False, ceiling, marks)))
    except OSError as error:
        if not found.is_new:  # what we number now, the next run would number again
            _close(parts)
            return in_memory(around, f"the spool cannot be written: {error.strerror}")
    return _begin(parts, found, ceiling)


def in_memory(around: Surroundings, note: str) -> Spool:
    """A spool of a new epoch that has no disk: what lies there stays for a run that can use it."""
    found = Found(around.random(16), Losses(), is_new=True, clean=True)
    found.lanes, found.tails = [Lane(number) for number in LANES], [Tail() for _ in LANES]
    folder = NoFolder(note)
    parts = _parts(folder, replace(around, room=lambda: PLENTY), found, CursorFile(folder))
    parts.losses.add("disk_error", None, 0)
    return _begin(parts, found, 1 + MARGIN, note)


def _parts(folder: Folder, around: Surroundings, found: Found, cursor: CursorFile) -> Parts:
    settings, lock = around.settings, RLock()
    room = ask(around.room)
    journal_bytes, reserve_bytes = rooms.journal_bytes(settings, room, MAX_BYTES), rooms.reserve_bytes(settings, room)
    journal = Journal(folder, seed_of(found.epoch), journal_bytes)
    return Parts(
        settings=settings,
        clock=around.clock,
        folder=folder,
        room=lambda: ask(around.room),
        epoch=found.epoch,
        boot=around.boot,
        lock=lock,
        lanes=found.lanes,
        losses=found.losses,
        journal=journal,
        intake=Intake(found.lanes, journal, found.losses, found.first_free, settings.memory_bytes),
        writer=Writer(folder, found.epoch, lock, rooms.segment_bytes(settings, room), reserve_bytes),
        cursor=cursor,
        fixed_bytes=2 * journal_bytes + reserve_bytes,
    )


def _begin(parts: Parts, found: Found, ceiling: int, note: str = "") -> Spool:
    for number, file in found.open_files.items():
        parts.writer.go_on(found.lanes[number], file)
    if not found.clean and NO_BOOT not in (found.boot, parts.boot) and found.boot != parts.boot:
        parts.losses.add("restart", None, None)  # the machine went down: nobody knows what was not synced
    tidy(parts.folder, found)
    keeper = Keeper(parts, ceiling)
    keeper.commit(everything=True)
    return Spool(parts, keeper, note)


def ask(room: Callable[[], Room]) -> Room:
    """The room there is; where nobody says, plenty: the disk itself then says when there is none."""
    try:
        return room()
    except OSError:
        return PLENTY


def _close(parts: Parts) -> None:
    for part in (parts.writer, parts.journal, parts.cursor):
        part.close()
