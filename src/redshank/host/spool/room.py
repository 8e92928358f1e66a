"""How much the spool may take of its file system, and what has to go when that is not enough. Pure."""

from redshank.host.spool.files import Room
from redshank.host.spool.settings import MIB, SpoolSettings

LEAST_BYTES = 16 * MIB
"""May be taken even where less than `keep_free_percent` is free: a host with a full disk is watched all the same."""
LEAST_SEGMENT_BYTES = 4 << 10
LEAST_JOURNAL_BYTES = 64 << 10
PARTS = 16
"""A cap holds at least so many segments, so that dropping one is not dropping all."""


def cap(settings: SpoolSettings, room: Room) -> int:
    """The most it ever takes of this file system."""
    return min(settings.cap_bytes, int(room.total * settings.cap_percent / 100))


def allowed(settings: SpoolSettings, room: Room, used: int) -> int:
    """What it may take now, of which `used` is taken already.

    A file system that others fill does not shrink the spool, which would throw evidence away to no avail; it only ends
    its growth.
    """
    growth = max(0, room.free - int(room.total * settings.keep_free_percent / 100))
    most = cap(settings, room)
    return max(min(most, used + growth), min(most, LEAST_BYTES))


def segment_bytes(settings: SpoolSettings, room: Room) -> int:
    """Of one file."""
    return max(LEAST_SEGMENT_BYTES, min(settings.segment_bytes, cap(settings, room) // PARTS))


def journal_bytes(settings: SpoolSettings, room: Room, most: int) -> int:
    """Of each of the two journals."""
    return max(LEAST_JOURNAL_BYTES, min(most, cap(settings, room) // PARTS))


def reserve_bytes(settings: SpoolSettings, room: Room) -> int:
    """Laid out for class 0."""
    return min(settings.reserve_bytes, max(LEAST_SEGMENT_BYTES, cap(settings, room) // 4))
