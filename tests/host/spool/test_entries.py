"""Records out of a damaged file."""

import random

import pytest

from redshank.host.spool.entries import entries
from redshank.host.spool.record import HEAD_BYTES, pack_record, seed_of
from redshank.wire.messages import Block
from tests.host.spool.fake_disk import FakeDisk

SEED = seed_of(bytes(16))


def file_of(content):
    file = FakeDisk().open("x", lay_out=0)
    file.write(bytes(content), 0)
    return file


def records(count, size=40):
    chance = random.Random(3)
    return [pack_record(Block(1, at * 10 + 1, 5, at * 10, chance.randbytes(size)), at * 5, SEED) for at in range(count)]


def read(content, lane=1, **more):
    return list(entries(file_of(content), SEED, lane, (0, len(content)), **more))


def test_whole_records_come_in_order():
    parts = records(5)
    found = read(b"".join(parts))
    assert [entry.head.first_seq for entry in found] == [1, 11, 21, 31, 41]
    assert [(entry.at, entry.stop) for entry in found][:2] == [(0, len(parts[0])), (len(parts[0]), 2 * len(parts[0]))]
    assert not any(entry.skipped or entry.data is None for entry in found)


def test_damaged_data_costs_that_record_and_tells_how_many_events():
    content = bytearray(b"".join(records(3)))
    content[HEAD_BYTES + 3] ^= 1
    found = read(content)
    assert [entry.data is None for entry in found] == [True, False, False]
    assert found[0].head.count == 5


def test_damaged_head_costs_that_record_and_the_next_says_that_something_was_skipped():
    content = bytearray(b"".join(records(3)))
    content[5] ^= 1
    found = read(content)
    assert [entry.head.first_seq for entry in found] == [11, 21]
    assert [entry.skipped for entry in found] == [True, False]


def test_garbage_full_of_marks_is_stepped_over():
    parts = records(2)
    found = read(parts[0] + b"\xf5rs\x01" * 5000 + parts[1])
    assert [entry.head.first_seq for entry in found] == [1, 11]


def test_mark_across_two_windows_is_found():
    parts = records(2)
    for fill in range((256 << 10) - 6, (256 << 10) + 2):
        assert [entry.head.first_seq for entry in read(bytes(fill) + parts[1])] == [11]


def test_record_that_the_end_cuts_off_is_damaged():
    content = b"".join(records(2))[:-1]
    found = read(content)
    assert [entry.data is None for entry in found] == [False, True]
    assert found[1].stop == len(content)


def test_record_of_another_lane_is_none():
    assert read(b"".join(records(2)), lane=2) == []


def test_heads_alone_need_no_data():
    content = bytearray(b"".join(records(2)))
    content[HEAD_BYTES] ^= 1
    assert [entry.data for entry in read(content, heads_only=True)] == [b"", b""]


@pytest.mark.parametrize("seed", range(20))
def test_any_garbage_ends(seed):
    chance = random.Random(seed)
    content = bytearray(b"".join(records(20, size=200)))
    for _ in range(30):
        at = chance.randrange(len(content))
        content[at : at + chance.randrange(40)] = chance.randbytes(chance.randrange(40))
    found = read(content)
    assert all(entry.data is None or len(entry.data) == entry.head.length for entry in found)
    assert [entry.at for entry in found] == sorted({entry.at for entry in found})
