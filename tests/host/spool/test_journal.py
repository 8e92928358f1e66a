"""The journal's two files."""

from errno import EIO, ENOSPC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.host.spool.journal import NAMES, Journal, Line, pack, unpack
from tests.host.spool.fake_disk import FakeDisk

SIZE = 64 << 10
NUMBERS = st.integers(0, 1 << 62)
LINES = st.builds(Line, st.integers(0, 3), NUMBERS, NUMBERS, st.integers(1, 500), st.booleans(), st.binary(min_size=1, max_size=100))


def laid_out(disk):
    journal = Journal(disk, 7, SIZE)
    journal.read()
    journal.lay_out()
    return journal


def found(disk):
    return Journal(disk, 7, SIZE).read()


def line(number, size=10, lane=1):
    return Line(lane, number, number + 1, 1, True, bytes([number % 256]) * size)


@given(st.lists(LINES, max_size=6), st.integers(1, 1 << 60))
def test_entries_come_back_as_they_were_packed(written, generation):
    data = b"".join(pack(one, generation, 7) for one in written)
    assert unpack(data + bytes(40), 7) == (generation if written else 0, written)


@given(st.lists(LINES, min_size=1, max_size=4), st.data())
def test_flipped_bit_ends_the_lines_before_it_or_there(written, data):
    content = bytearray(b"".join(pack(one, 3, 7) for one in written))
    bit = data.draw(st.integers(0, len(content) * 8 - 1))
    content[bit // 8] ^= 1 << bit % 8
    _, lines = unpack(bytes(content), 7)
    assert lines == written[: len(lines)] and len(lines) < len(written)


def test_lines_of_an_earlier_use_are_not_read():
    old, new = pack(line(1), 3, 7), pack(line(2), 4, 7)
    assert unpack(new + old, 7) == (4, [line(2)])


def test_lines_survive_and_come_in_order_over_both_files():
    disk = FakeDisk()
    journal = laid_out(disk)
    assert journal.add([line(1), line(2)])
    journal.turn()
    assert journal.add([line(3)])
    assert found(disk) == [line(1), line(2), line(3)]
    journal.safe()
    journal.turn()
    assert journal.add([line(4)])
    assert found(disk) == [line(3), line(4)]


def test_file_that_still_holds_something_is_not_written_over():
    disk = FakeDisk()
    journal = laid_out(disk)
    journal.add([line(1)])
    journal.turn()
    journal.add([line(2)])
    journal.turn()  # the other one is not safe yet
    journal.add([line(3)])
    assert found(disk) == [line(1), line(2), line(3)]


def test_full_journal_says_so():
    disk = FakeDisk()
    journal = laid_out(disk)
    while journal.add([line(1, size=1000)]):
        assert len(found(disk)) < 100
    assert journal.is_half_full()


def test_full_disk_does_not_stop_it():
    disk = FakeDisk()
    journal = laid_out(disk)
    disk.capacity = disk.used()
    assert journal.add([line(1)])
    assert found(disk) == [line(1)] and not journal.trouble


def test_where_it_cannot_be_laid_out_lines_are_only_in_memory():
    disk = FakeDisk(capacity=SIZE + 10)
    journal = laid_out(disk)
    assert NAMES[1] in journal.trouble
    disk.refuses = ENOSPC
    journal.lay_out()
    assert journal.add([line(1)])


def test_refused_write_is_said_and_the_next_one_takes_its_place():
    disk = FakeDisk()
    journal = laid_out(disk)
    journal.add([line(1)])
    disk.fail[disk.calls + 1] = EIO
    assert journal.add([line(2)])
    assert NAMES[0] in journal.trouble
    journal.add([line(3)])
    assert found(disk) == [line(1), line(3)] and not journal.trouble


def test_failed_sync_is_told_and_not_asked_again():
    disk = FakeDisk()
    journal = laid_out(disk)
    journal.add([line(1)])
    disk.fail[disk.calls + 1] = EIO
    with pytest.raises(OSError, match="made to fail"):
        journal.sync()
    assert not journal.is_dirty()


def test_dirty_until_synced_or_turned():
    journal = laid_out(FakeDisk())
    assert not journal.is_dirty()
    journal.add([line(1)])
    assert journal.is_dirty()
    journal.sync()
    assert not journal.is_dirty()
