"""Which of the kernel's records lie in the spool already: a killed agent may have kept them without telling the kernel."""

import msgspec
import zstandard

from redshank.core.log import log
from redshank.events._generated.records import RECORDS
from redshank.host.spool import Spool
from redshank.host.spool.record import MAX_RAW_BYTES
from redshank.wire.messages import Block

NUMBERS = 20_000
"""So many of a lane's last sequence numbers are looked through: many times what is read from the rings in one turn."""
_MANY = 1 << 40
_RING_OF = {kind.name: kind.ring for kind in RECORDS.values()}


class _Kept(msgspec.Struct):
    """The part of an event that says which record it was."""

    action: str = msgspec.field(name="event.action", default="")
    sequence: int | None = msgspec.field(name="redshank.ring_sequence", default=None)


def kept_sequences(spool: Spool) -> dict[str, set[int]]:
    """By ring, the numbers of the last records that the spool keeps. To be called before anything is sent."""
    found: dict[str, set[int]] = {"urgent": set(), "bulk": set()}
    for lane, acked in spool.marks().items():
        after = max(acked, spool.last_seq(lane) - NUMBERS)
        while blocks := spool.unsent(lane, after, _MANY, _MANY):
            for block in blocks:
                for event in _events(block):
                    if event.sequence is not None and (ring := _RING_OF.get(event.action)):
                        found[ring].add(event.sequence)
            after = blocks[-1].last_seq
    return found


def _events(block: Block) -> list[_Kept]:
    try:
        raw = zstandard.ZstdDecompressor().decompress(block.data, max_output_size=MAX_RAW_BYTES)
        return msgspec.msgpack.decode(raw, type=list[_Kept])
    except (zstandard.ZstdError, msgspec.DecodeError, UnicodeDecodeError) as error:  # then its records may be told twice
        log.warning("kept.unreadable", lane=block.lane, seq=block.first_seq, error=repr(error))
        return []
