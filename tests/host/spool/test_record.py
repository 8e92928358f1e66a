"""Headers and records, byte for byte."""

import zlib

from hypothesis import given
from hypothesis import strategies as st

from redshank.host.spool.record import (
    HEAD_BYTES,
    HEADER_BYTES,
    MAX_SEQ,
    Header,
    is_whole,
    pack_header,
    pack_record,
    seed_of,
    unpack_head,
    unpack_header,
)
from redshank.wire.messages import Block

EPOCH = bytes(range(16))
SEED = seed_of(EPOCH)
NUMBERS = st.integers(0, MAX_SEQ)
HEADERS = st.builds(Header, st.integers(0, 3), st.binary(min_size=16, max_size=16), NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS)


@st.composite
def blocks(draw):
    previous = draw(st.integers(0, 1 << 60))
    first = draw(st.integers(previous + 1, 1 << 61))
    return Block(draw(st.integers(0, 3)), first, draw(st.integers(1, 500)), previous, draw(st.binary(min_size=1, max_size=300)))


@given(HEADERS)
def test_header_comes_back_as_it_was_packed(header):
    assert unpack_header(pack_header(header)) == header
    assert len(pack_header(header)) == HEADER_BYTES == 72


@given(blocks(), NUMBERS)
def test_record_comes_back_as_it_was_packed(block, ordinal):
    data = b"??" + pack_record(block, ordinal, SEED)
    head = unpack_head(data, 2, SEED)
    assert head is not None
    assert (head.ordinal, head.end, head.last_seq) == (ordinal, ordinal + block.count, block.last_seq)
    body = data[2 + HEAD_BYTES :]
    assert is_whole(head, body, SEED)
    assert head.block(body) == block


@given(HEADERS, st.integers(0, HEADER_BYTES * 8 - 1))
def test_header_with_any_bit_flipped_is_none(header, bit):
    data = bytearray(pack_header(header))
    data[bit // 8] ^= 1 << bit % 8
    assert unpack_header(bytes(data)) is None


@given(blocks(), st.data())
def test_record_with_any_bit_flipped_is_not_whole(block, data):
    record = bytearray(pack_record(block, 5, SEED))
    bit = data.draw(st.integers(0, len(record) * 8 - 1))
    record[bit // 8] ^= 1 << bit % 8
    head = unpack_head(bytes(record), 0, SEED)
    assert head is None or not is_whole(head, bytes(record[HEAD_BYTES:]), SEED)


def test_record_of_another_epoch_is_none_of_ours():
    record = pack_record(Block(1, 7, 2, 3, b"data"), 0, SEED)
    assert unpack_head(record, 0, seed_of(bytes(16))) is None


def test_cut_header_and_head_are_none():
    assert unpack_header(pack_header(Header(0, EPOCH, 1, 0, 0, 0, 0))[:-1]) is None
    assert unpack_head(pack_record(Block(1, 7, 2, 3, b"d"), 0, SEED)[: HEAD_BYTES - 1], 0, SEED) is None


def test_bytes_are_those_of_the_reference_page():
    assert pack_header(Header(2, EPOCH, 9, 8, 7, 6, 5))[:12] == b"rdshkspl\x01\x00\x02\x00"
    record = pack_record(Block(2, 9, 3, 8, b"xyz"), 7, SEED)
    assert record[:4] == b"\xf5rs\x01"
    assert int.from_bytes(record[4:8], "little") == zlib.crc32(record[8:HEAD_BYTES], SEED)
    assert record[8:12] == (3).to_bytes(4, "little")
    assert int.from_bytes(record[12:16], "little") == zlib.crc32(b"xyz", SEED)
    assert record[HEAD_BYTES:] == b"xyz"
