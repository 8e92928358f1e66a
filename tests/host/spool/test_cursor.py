"""The cursor's two slots."""

import random
from errno import EIO

import pytest

from redshank.host.spool.cursor import NAME, SLOT_BYTES, Cursor, CursorFile, LaneCursor, pack, unpack
from tests.host.spool.fake_disk import FakeDisk

EPOCH = bytes(range(16))


def cursor(number):
    return Cursor(EPOCH, bytes(16), clean=bool(number % 2), ceiling=number, lanes=tuple(LaneCursor(number, at, 9) for at in range(4)))


def test_slot_comes_back_as_it_was_packed_and_any_flipped_bit_makes_it_none():
    data = pack(cursor(5), 8)
    assert unpack(data) == (8, cursor(5))
    for bit in range(len(data) * 8):
        hurt = bytearray(data)
        hurt[bit // 8] ^= 1 << bit % 8
        assert unpack(bytes(hurt)) is None
    assert unpack(data[:-1]) is None


def test_latest_is_read():
    disk = FakeDisk()
    assert CursorFile(disk).read() is None
    file = CursorFile(disk)
    for number in (1, 2, 3):
        file.write(cursor(number))
        assert CursorFile(disk).read() == cursor(number)


def test_torn_or_damaged_write_leaves_the_one_before():
    disk = FakeDisk()
    file = CursorFile(disk)
    file.write(cursor(1))
    file.write(cursor(2))
    disk.names[NAME].now[20] ^= 1  # generation 2 lies in slot 0
    assert CursorFile(disk).read() == cursor(1)


def test_written_cursor_survives_a_power_cut_whatever_was_written_after_it():
    for seed in range(50):
        disk, chance = FakeDisk(), random.Random(seed)
        file = CursorFile(disk)
        file.write(cursor(1))
        disk.fail[disk.calls + 2] = EIO
        with pytest.raises(OSError, match="made to fail"):
            file.write(cursor(2))
        disk.power_cut(chance)
        assert CursorFile(disk).read() in (cursor(1), cursor(2))


def test_failed_write_goes_to_the_other_slot_the_next_time():
    disk = FakeDisk()
    file = CursorFile(disk)
    file.write(cursor(1))
    disk.fail[disk.calls + 2] = EIO
    with pytest.raises(OSError, match="made to fail"):
        file.write(cursor(2))
    file.write(cursor(3))
    disk.names[NAME].now[SLOT_BYTES * 0 : SLOT_BYTES] = bytes(SLOT_BYTES)
    assert CursorFile(disk).read() == cursor(3)


def test_full_disk_takes_it_all_the_same():
    disk = FakeDisk()
    file = CursorFile(disk)
    file.write(cursor(1))
    disk.capacity = disk.used()
    file.write(cursor(2))
    assert CursorFile(disk).read() == cursor(2)


def test_creation_that_was_cut_off_is_begun_anew():
    disk = FakeDisk()
    disk.open(NAME + ".new", lay_out=10)
    CursorFile(disk).write(cursor(1))
    assert CursorFile(disk).read() == cursor(1)
    assert set(disk.names) == {NAME}
