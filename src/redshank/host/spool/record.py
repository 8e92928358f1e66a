"""A segment's header and its records, byte for byte as docs/reference/spool-format.md has them. Pure."""

import struct
import zlib
from dataclasses import dataclass

from redshank.wire.messages import LANES, MAX_EVENTS_OF_BLOCK, Block

FORMAT = 1
MAX_RAW_BYTES = 1 << 20
"""Of a block before compression: 32 of them fill a request's bound, and no ratio of one is ever counted."""
MAX_DATA_BYTES = MAX_RAW_BYTES + (MAX_RAW_BYTES >> 8) + 1024
"""zstd's own bound for that much of input that does not compress."""
MAX_SEQ = (1 << 63) - 1

SEGMENT_MAGIC = b"rdshkspl"
RECORD_MAGIC = b"\xf5rs\x01"
_HEADER = struct.Struct("<8sHBBI16sQQQQQ")
_HEAD = struct.Struct("<4sIIIQQQHBB")
_CRC_AT, _CRC_END = 12, 16
HEADER_BYTES = _HEADER.size
HEAD_BYTES = _HEAD.size


@dataclass(frozen=True, slots=True)
class Header:
    """What a segment says of itself and of what lies before it in its lane.

    first_seq: of its first record. previous: last sequence number of the lane before it. ordinal: of its first event,
    counted in the lane. accounted: ordinal up to which the lane lay on the disk when it was begun; what lies between
    that and `ordinal` was acknowledged or told as lost by then. blocks: of the lane before it.
    """

    lane: int
    epoch: bytes
    first_seq: int
    previous: int
    ordinal: int
    accounted: int
    blocks: int


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before a block. ordinal: of its first event, counted in the lane without a gap."""

    length: int
    data_crc: int
    first_seq: int
    previous: int
    ordinal: int
    count: int
    lane: int

    @property
    def last_seq(self) -> int:
        """The last sequence number in it."""
        return self.first_seq + self.count - 1

    @property
    def end(self) -> int:
        """Ordinal of the first event after it."""
        return self.ordinal + self.count

    def block(self, data: bytes) -> Block:
        """As it travels."""
        return Block(self.lane, self.first_seq, self.count, self.previous, data)


def seed_of(epoch: bytes) -> int:
    """Where every checksum of an epoch starts, so that no record of another epoch passes for ours."""
    return zlib.crc32(epoch)


def pack_header(header: Header) -> bytes:
    """The bytes at the start of a segment."""
    fields = (header.epoch, header.first_seq, header.previous, header.ordinal, header.accounted, header.blocks)
    data = _HEADER.pack(SEGMENT_MAGIC, FORMAT, header.lane, 0, 0, *fields)
    return data[:_CRC_AT] + struct.pack("<I", _header_crc(data)) + data[_CRC_END:]


def unpack_header(data: bytes) -> Header | None:
    """The header at the start of these bytes; None where there is no whole one of this format."""
    if len(data) < HEADER_BYTES:
        return None
    data = data[:HEADER_BYTES]
    magic, version, lane, _, crc, epoch, *rest = _HEADER.unpack(data)
    if magic != SEGMENT_MAGIC or version != FORMAT or lane not in LANES or crc != _header_crc(data):
        return None
    return Header(lane, epoch, *rest)


def _header_crc(data: bytes) -> int:
    return zlib.crc32(data[_CRC_END:], zlib.crc32(data[:_CRC_AT]))


def pack_record(block: Block, ordinal: int, seed: int) -> bytes:
    """Head and data of a block."""
    rest = (block.first_seq, block.previous, ordinal, block.count, block.lane, 0)
    data_crc = zlib.crc32(block.data, seed)
    head = _HEAD.pack(RECORD_MAGIC, 0, len(block.data), data_crc, *rest)
    return _HEAD.pack(RECORD_MAGIC, zlib.crc32(head[8:], seed), len(block.data), data_crc, *rest) + block.data


def unpack_head(data: bytes, at: int, seed: int) -> Head | None:
    """The record's head that starts at `at`; None where there is none that we wrote in this epoch."""
    if len(data) < at + HEAD_BYTES:
        return None
    magic, crc, length, data_crc, first_seq, previous, ordinal, count, lane, _ = _HEAD.unpack_from(data, at)
    if magic != RECORD_MAGIC or crc != zlib.crc32(data[at + 8 : at + HEAD_BYTES], seed):
        return None
    if not (1 <= count <= MAX_EVENTS_OF_BLOCK and lane in LANES and 1 <= length <= MAX_DATA_BYTES):
        return None
    if not 1 <= first_seq <= MAX_SEQ - count or not previous < first_seq or ordinal > MAX_SEQ:
        return None
    return Head(length, data_crc, first_seq, previous, ordinal, count, lane)


def is_whole(head: Head, data: bytes, seed: int) -> bool:
    """True where these are the bytes the head was written for."""
    return len(data) == head.length and zlib.crc32(data, seed) == head.data_crc
