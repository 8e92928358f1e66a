"""Events as the bytes of a block, by lane; what cannot be encoded costs itself only. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import msgspec
import zstandard

from redshank.events import BY_NAME, Event
from redshank.events._generated.columns import SPOOL_CLASS
from redshank.host.spool.record import MAX_RAW_BYTES
from redshank.wire.messages import LANES

LEVEL = 3
_LANE_OF = MappingProxyType({BY_NAME[name]: lane for name, lane in SPOOL_CLASS.items()})
_UNCLASSED = 2
_ENCODE = msgspec.msgpack.Encoder().encode
_ARRAY = b"\xdc"  # msgpack: array of a 16-bit count
MAX_PIECES_BYTES = MAX_RAW_BYTES - 3
"""Of a block's events, so that with the array's head they keep its bound."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some events of a lane, encoded one after the other."""

    raw: bytes
    count: int


def by_lane(events: Sequence[Event]) -> tuple[list[Event], ...]:
    """The events of each lane in their order, without what the server knows itself."""
    lanes: tuple[list[Event], ...] = tuple([] for _ in LANES)
    for event in events:
        event.event_id = event.event_sequence = event.agent_id = event.host_id = event.host_name = None
        lanes[_LANE_OF.get(event.__class__, _UNCLASSED)].append(event)
    return lanes


def encode(events: list[Event]) -> Iterator[Piece]:
    """Pieces of at most MAX_PIECES_BYTES, in order. What cannot be encoded, or is larger alone, is missing in their counts."""
    try:
        raw = _ENCODE(events)
    except (ValueError, TypeError, OverflowError, RecursionError):  # a lone surrogate, a number past 64 bits, a foreign value
        yield from _halves(events)
        return
    if len(raw) > MAX_PIECES_BYTES:
        yield from _halves(events)
    else:
        yield Piece(raw[_head_bytes(len(events)) :], len(events))


def _halves(events: list[Event]) -> Iterator[Piece]:
    if len(events) > 1:
        middle = len(events) // 2
        yield from encode(events[:middle])
        yield from encode(events[middle:])


def _head_bytes(count: int) -> int:
    """Of a msgpack array of so many."""
    return 1 if count < 16 else 3 if count < 1 << 16 else 5


class Packer:
    """Compresses blocks. For one thread at a time."""

    def __init__(self) -> None:
        self._compress = zstandard.ZstdCompressor(level=LEVEL).compress

    def pack(self, pieces: Sequence[bytes], count: int) -> bytes:
        """A block's data: zstd of a msgpack array of `count` events."""
        return self._compress(b"".join((_ARRAY, count.to_bytes(2, "big"), *pieces)))
