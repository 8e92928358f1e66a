"""Blocks out of a lane's segments for its sender, and the loss ledger of what should have been there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import RLock

from redshank.host.spool.entries import Entry, entries
from redshank.host.spool.files import Folder, is_missing
from redshank.host.spool.lane import Lane, Place, Segment
from redshank.host.spool.losses import Losses
from redshank.host.spool.record import HEADER_BYTES, Header
from redshank.wire.messages import MAX_BLOCKS, Block

AGAIN_NS = 1_000_000_000
"""Pause before a file that could not be read is tried again."""
MOST_FAILURES = 60
"""After so many tries what is left of it is given up."""
MOST_SEGMENTS = 64


@dataclass(frozen=True, slots=True)
class Extent:
    """The part of a segment that is to be read. unreadable: it was tried often enough."""

    name: str
    header: Header
    offset: int
    size: int
    last_seq: int
    end: int
    unreadable: bool


@dataclass(slots=True)
class Want:
    """What a sender asks for. after: a sequence number. events, size: how much may still come after the first block."""

    after: int
    events: int
    size: int
    count: int = 0

    def takes(self, events: int, size: int) -> bool:
        """True where such a block still fits."""
        return self.count == 0 or (self.count < MAX_BLOCKS and self.events >= events and self.size >= size)

    def took(self, events: int, size: int) -> None:
        """It goes out."""
        self.count += 1
        self.events -= events
        self.size -= size


@dataclass(slots=True)
class Reading:
    """What came of it. place: behind the last record. gaps: ordinals from which to which nothing could be read. damaged:
    names of segments. failed: a file could not be read, which may be different next time."""

    place: Place
    blocks: list[Block] = field(default_factory=list)
    gaps: list[tuple[int, int]] = field(default_factory=list)
    damaged: set[str] = field(default_factory=set)
    failed: bool = False
    full: bool = False


class Reader:
    """Reads without the lock; what it finds out goes into the lane under it."""

    def __init__(self, folder: Folder, seed: int, lock: RLock, losses: Losses) -> None:
        self._folder, self._seed, self._lock, self._losses = folder, seed, lock, losses

    def blocks(self, lane: Lane, want: Want, now_ns: int) -> list[Block]:
        """The next blocks from the disk, in order."""
        with self._lock:
            if now_ns < lane.retry_ns:
                return []
            place, extents = self._plan(lane, want.after)
        reading = Reading(place)
        for extent in extents:
            self._read(lane.number, extent, want, reading)
            if reading.full or reading.failed:
                break
        with self._lock:
            return self._settle(lane, want.after, reading, now_ns)

    def _plan(self, lane: Lane, after: int) -> tuple[Place, list[Extent]]:
        segments = lane.after(after)[:MOST_SEGMENTS]
        if not segments:
            return Place(after, "", 0, lane.floor, 0), []
        place = self._start(lane, after, segments[0])
        gave_up = lane.failures >= MOST_FAILURES
        return place, [
            Extent(
                segment.name,
                segment.header,
                place.offset if segment.name == place.name else HEADER_BYTES,
                segment.size,
                segment.last_seq,
                segment.end,
                gave_up and segment is segments[0],
            )
            for segment in segments
        ]

    def _start(self, lane: Lane, after: int, first: Segment) -> Place:
        """Where to begin: behind what was read last, behind what is acknowledged, else at the head of the segment."""
        if (at := lane.read_at) and at.seq == after and at.name == first.name:
            return at
        if (at := lane.acked_at) and at.seq <= after and at.name == first.name:
            return at
        if (at := lane.read_at) and at.seq == after:  # the segment before it was read to its end
            return Place(after, first.name, HEADER_BYTES, at.ordinal, first.header.blocks)
        ordinal = max(lane.floor, lane.told) if first is lane.segments[0] else first.header.accounted
        return Place(after, first.name, HEADER_BYTES, ordinal, first.header.blocks)

    def _read(self, lane: int, extent: Extent, want: Want, reading: Reading) -> None:
        """One segment."""
        ordinal = reading.place.ordinal
        if extent.offset == HEADER_BYTES:
            if ordinal < extent.header.accounted:
                reading.gaps.append((ordinal, extent.header.accounted))
            ordinal = max(ordinal, extent.header.ordinal)
        blocks = reading.place.blocks if extent.name == reading.place.name else extent.header.blocks
        reading.place = Place(reading.place.seq, extent.name, extent.offset, ordinal, blocks)
        try:
            if not extent.unreadable:
                self._take(self._entries(lane, extent), extent, want, reading)
        except OSError as error:
            if not is_missing(error):
                reading.failed = True
                return
        if not reading.full:
            self._finish(extent, reading)

    @staticmethod
    def _finish(extent: Extent, reading: Reading) -> None:
        """All of a segment was looked at: what should have been in it and was not is a hole."""
        place = reading.place
        if place.ordinal < extent.end:
            reading.gaps.append((place.ordinal, extent.end))
            reading.damaged.add(extent.name)
        end = max(place.ordinal, extent.end)
        reading.place = Place(max(place.seq, extent.last_seq), extent.name, extent.size, end, place.blocks)

    def _entries(self, lane: int, extent: Extent) -> Iterator[Entry]:
        file = self._folder.open(extent.name)
        try:
            yield from entries(file, self._seed, lane, (extent.offset, extent.size))
        finally:
            file.close()

    def _take(self, found: Iterator[Entry], extent: Extent, want: Want, reading: Reading) -> None:
        for entry in found:
            head, place = entry.head, reading.place
            if entry.skipped or entry.data is None:
                reading.damaged.add(extent.name)
            if entry.data is None or head.ordinal < place.ordinal:  # damaged, or a second copy
                continue
            if head.last_seq > want.after:
                if not want.takes(head.count, head.length):
                    reading.full = True
                    return
                want.took(head.count, head.length)
                reading.blocks.append(head.block(entry.data))
            if head.ordinal > place.ordinal:
                reading.gaps.append((place.ordinal, head.ordinal))
            reading.place = Place(max(place.seq, head.last_seq), extent.name, entry.stop, head.end, place.blocks + 1)

    def _settle(self, lane: Lane, after: int, reading: Reading, now_ns: int) -> list[Block]:
        """Under the lock: take note of what was found."""
        present = {segment.name: segment for segment in lane.segments}
        for name in reading.damaged & present.keys():
            present[name].damaged = True
        for start, end in reading.gaps:
            self._tell(lane, start, end)
        lane.failures = lane.failures + 1 if reading.failed else 0
        lane.retry_ns = now_ns + AGAIN_NS if reading.failed else 0
        blocks = [block for block in reading.blocks if not lane.is_aside(block.first_seq)]
        if reading.place.name in present:
            last = blocks[-1].last_seq if blocks else after
            place = reading.place
            lane.read_at = Place(last, place.name, place.offset, place.ordinal, place.blocks)
        if not blocks and not reading.failed:
            lane.void = (after, max(after, reading.place.seq))
        return blocks

    def _tell(self, lane: Lane, start: int, end: int) -> None:
        """A hole, once. What was acknowledged or thrown away meanwhile is none."""
        start = max(start, lane.told, lane.floor)
        if end > start:
            self._losses.add("corrupt_segment", lane.number, end - start)
            lane.told = end

    def behind(self, lane: Lane, seq: int) -> Place | None:
        """Behind the last record up to `seq`, which lies in some segment; None where that cannot be read. Under the lock."""
        segment = next((one for one in lane.segments if one.last_seq > seq), None)
        if segment is None:
            return None
        at = lane.acked_at
        if at is None or at.name != segment.name or at.seq > seq:
            at = Place(segment.header.previous, segment.name, HEADER_BYTES, segment.header.ordinal, segment.header.blocks)
        try:
            file = self._folder.open(segment.name)
        except OSError:
            return None
        try:
            for entry in entries(file, self._seed, lane.number, (at.offset, segment.size), heads_only=True):
                if entry.head.last_seq > seq:
                    break
                at = Place(entry.head.last_seq, segment.name, entry.stop, max(at.ordinal, entry.head.end), at.blocks + 1)
        except OSError:
            return None
        finally:
            file.close()
        return at
