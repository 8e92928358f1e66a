"""How much the spool may take."""

from redshank.host.spool.files import Room
from redshank.host.spool.room import LEAST_BYTES, allowed, cap, journal_bytes, reserve_bytes, segment_bytes
from redshank.host.spool.settings import MIB, SpoolSettings

SETTINGS = SpoolSettings()
GIB = 1 << 30


def test_cap_is_a_gibibyte_or_five_percent_whichever_is_less():
    assert cap(SETTINGS, Room(100 * GIB, 0)) == GIB
    assert cap(SETTINGS, Room(10 * GIB, 0)) == GIB // 2


def test_growth_ends_where_a_tenth_stays_free_and_what_is_there_stays():
    room = Room(100 * GIB, 10 * GIB + 50 * MIB)
    assert allowed(SETTINGS, room, 100 * MIB) == 150 * MIB
    assert allowed(SETTINGS, Room(100 * GIB, GIB), 100 * MIB) == 100 * MIB


def test_full_disk_of_others_still_leaves_a_little():
    assert allowed(SETTINGS, Room(100 * GIB, 0), 0) == LEAST_BYTES
    assert allowed(SETTINGS, Room(100 * MIB, 0), 0) == 5 * MIB


def test_files_shrink_with_the_cap():
    assert segment_bytes(SETTINGS, Room(100 * GIB, 0)) == 8 * MIB
    assert segment_bytes(SETTINGS, Room(320 * MIB, 0)) == MIB
    assert segment_bytes(SETTINGS, Room(1, 0)) == 4 << 10
    assert journal_bytes(SETTINGS, Room(100 * GIB, 0), 2 * MIB) == 2 * MIB
    assert journal_bytes(SETTINGS, Room(1, 0), 2 * MIB) == 64 << 10
    assert reserve_bytes(SETTINGS, Room(100 * GIB, 0)) == 2 * MIB
    assert reserve_bytes(SETTINGS, Room(40 * MIB, 0)) == MIB // 2
