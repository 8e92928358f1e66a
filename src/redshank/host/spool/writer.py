"""Sealed blocks into segments, synced. One thread at a time writes; lanes change under the spool's lock."""

from contextlib import suppress
from errno import ENOSPC
from threading import RLock

from redshank.host.spool.files import File, Folder, is_missing, is_taken
from redshank.host.spool.lane import RESERVE, Lane, Sealed, Segment, name_of
from redshank.host.spool.record import HEADER_BYTES, Header, pack_header, pack_record, seed_of


class Writer:
    """segment_bytes: where a segment ends. reserve_bytes: of the file laid out for class 0."""

    def __init__(self, folder: Folder, epoch: bytes, lock: RLock, segment_bytes: int, reserve_bytes: int) -> None:
        self._folder, self._epoch, self._seed, self._lock = folder, epoch, seed_of(epoch), lock
        self.segment_bytes, self._reserve_bytes = segment_bytes, reserve_bytes
        self._active: dict[int, File] = {}
        self._reserve: File | None = None

    def go_on(self, lane: Lane, file: File) -> None:
        """Write on at the end of the lane's last segment, which an earlier run left whole and `file` has open."""
        self._active[lane.number] = file

    def store(self, lane: Lane, blocks: list[Sealed]) -> None:
        """All of them durable and taken off the lane's sealed ones, which they head.

        Raises OSError: those that are still sealed are not durable, and the segment they went to is not written any more.
        """
        while blocks:
            segment, file = self._segment(lane, blocks[0])
            count = _fitting(blocks, self.segment_bytes - segment.size)
            try:
                self._write(lane, segment, file, blocks[:count])
            except OSError:
                self._spoil(lane, segment)
                raise
            blocks = blocks[count:]

    def _segment(self, lane: Lane, first: Sealed) -> tuple[Segment, File]:
        file = self._active.get(lane.number)
        if file is not None:
            segment = lane.segments[-1]
            if segment.end == first.ordinal and segment.size + first.size <= self.segment_bytes:
                return segment, file
            self.retire(lane)
        return self._create(lane, first)

    def retire(self, lane: Lane) -> None:
        """Write no more to the lane's last segment."""
        if (file := self._active.pop(lane.number, None)) is not None:
            file.close()

    def is_active(self, lane: Lane) -> bool:
        """True while its last segment is written to."""
        return lane.number in self._active

    def _create(self, lane: Lane, first: Sealed) -> tuple[Segment, File]:
        """A new segment: its file and its name durable."""
        name = name_of(lane.number, first.block.first_seq)
        header = self._header(lane, first)
        file = self._new(name)
        try:
            file.write(pack_header(header), 0)
            file.sync()
            self._folder.sync()
        except OSError:
            file.close()
            self._remove_quietly(name)
            raise
        segment = Segment(name, header, HEADER_BYTES, header.previous, header.ordinal, header.blocks)
        with self._lock:
            lane.segments.append(segment)
        self._active[lane.number] = file
        return segment, file

    def _header(self, lane: Lane, first: Sealed) -> Header:
        blocks = lane.segments[-1].blocks if lane.segments else 0
        seq = first.block.first_seq
        return Header(lane.number, self._epoch, seq, min(lane.durable_seq(), seq - 1), first.ordinal, lane.disk_end(), blocks)

    def _new(self, name: str) -> File:
        try:
            return self._folder.open(name, lay_out=0)
        except OSError as error:
            if not is_taken(error):
                raise
        self._folder.remove(name)  # left by an attempt that failed
        return self._folder.open(name, lay_out=0)

    def _write(self, lane: Lane, segment: Segment, file: File, blocks: list[Sealed]) -> None:
        data = b"".join(pack_record(one.block, one.ordinal, self._seed) for one in blocks)
        file.write(data, segment.size)
        file.sync()
        self._note(lane, segment, len(data), blocks)

    def _note(self, lane: Lane, segment: Segment, size: int, blocks: list[Sealed]) -> None:
        with self._lock:
            segment.size += size
            segment.last_seq, segment.end = blocks[-1].block.last_seq, blocks[-1].end
            segment.blocks += len(blocks)
            for _ in blocks:
                lane.pop_sealed()
            lane.writing = max(0, lane.writing - len(blocks))

    def _spoil(self, lane: Lane, segment: Segment) -> None:
        """Nobody knows what the disk has of the last write: end the segment where it was synced."""
        file = self._active.pop(lane.number)
        with suppress(OSError):
            file.cut(segment.size)
        file.close()
        if segment.size == HEADER_BYTES:
            with self._lock:
                lane.segments.pop()
            self._remove_quietly(segment.name)

    def _remove_quietly(self, name: str) -> None:
        with suppress(OSError):
            self._folder.remove(name)

    # The reserve: a segment of class 0 that was laid out while there was room

    def lay_out_reserve(self, lane: Lane) -> None:
        """Make it, or open the one that is there. Raises OSError."""
        size = self._folder.sizes().get(RESERVE)
        if size is not None and size < self._reserve_bytes and not self._reserve_of(lane):
            self._folder.remove(RESERVE)
            size = None
        self._reserve = self._folder.open(RESERVE) if size else self._folder.open(RESERVE, lay_out=self._reserve_bytes)

    def has_reserve(self) -> bool:
        """True where it is laid out."""
        return self._reserve is not None

    def store_reserve(self, lane: Lane, blocks: list[Sealed]) -> None:
        """As `store`, into the reserve. Raises OSError where it is in use for something older, or full."""
        segment = self._reserve_of(lane)
        if self._reserve is None or not blocks:
            raise OSError(ENOSPC, "no reserve")
        begun = segment is None
        if segment is None:
            header = self._header(lane, blocks[0])
            segment = Segment(RESERVE, header, HEADER_BYTES, header.previous, header.ordinal, header.blocks)
        elif segment is not lane.segments[-1] or segment.end != blocks[0].ordinal:
            raise OSError(ENOSPC, "reserve in use")
        count = _fitting(blocks, self._reserve_bytes - segment.size, least=0)
        if not count:
            raise OSError(ENOSPC, "reserve full")
        data = b"".join(pack_record(one.block, one.ordinal, self._seed) for one in blocks[:count])
        try:
            self._reserve.write(pack_header(segment.header) + data if begun else data, 0 if begun else segment.size)
            self._reserve.sync()
        except OSError:
            self._reserve.close()
            self._reserve = None
            raise
        if begun:
            with self._lock:
                lane.segments.append(segment)
        self._note(lane, segment, len(data), blocks[:count])

    def _reserve_of(self, lane: Lane) -> Segment | None:
        return next((segment for segment in lane.segments if segment.name == RESERVE), None)

    def empty_reserve(self) -> None:
        """All in it is acknowledged: the next use begins anew."""
        if self._reserve is not None:
            self._reserve.write(bytes(HEADER_BYTES), 0)
            self._reserve.sync()

    def remove(self, name: str) -> None:
        """A segment's file. One that is not there is fine."""
        try:
            self._folder.remove(name)
        except OSError as error:
            if not is_missing(error):
                raise

    def close(self) -> None:
        """Give the descriptors back."""
        for file in (*self._active.values(), *([self._reserve] if self._reserve else [])):
            file.close()
        self._active, self._reserve = {}, None


def _fitting(blocks: list[Sealed], room: int, least: int = 1) -> int:
    """How many blocks go into so many bytes, at least `least`."""
    count = 0
    for one in blocks:
        room -= one.size
        if room < 0 and count >= least:
            break
        count += 1
    return count
