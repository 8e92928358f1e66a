"""Events on their way in: encoded, journalled, and sealed into numbered blocks. Called under the spool's lock."""

from collections.abc import Sequence

from redshank.events import Event
from redshank.host.spool.encode import MAX_PIECES_BYTES, Packer, Piece, by_lane, encode
from redshank.host.spool.journal import Journal, Line, Note
from redshank.host.spool.lane import Lane, Sealed
from redshank.host.spool.losses import Losses
from redshank.wire.messages import MAX_EVENTS_OF_BLOCK, Block


class Intake:
    """next_seq: of the epoch. memory_bytes: most of sealed blocks that are not safe yet. full: why what is over it goes."""

    def __init__(self, lanes: Sequence[Lane], journal: Journal, losses: Losses, next_seq: int, memory_bytes: int) -> None:
        self._lanes, self._journal, self._losses = lanes, journal, losses
        self.next_seq, self._memory_bytes = next_seq, memory_bytes
        self._packer = Packer()
        self.full = "spool_full"

    def take(self, events: Sequence[Event], now_ns: int) -> bool:
        """Events as they came; False where they are only in memory: the caller sees to it that they get into segments."""
        lines: list[Line] = []
        for lane, batch in zip(self._lanes, by_lane(events), strict=True):
            if batch:
                self._fill(lane, batch, now_ns, lines)
        return not lines or self._journal.add(lines)

    def take_back(self, line: Line, now_ns: int) -> None:
        """What an earlier run had appended and not sealed. The line's ordinal must be the lane's count."""
        lane = self._lanes[line.lane]
        if lane.open_count + line.count > MAX_EVENTS_OF_BLOCK:
            self.seal(lane)
        self._open(lane, Piece(line.raw, line.count), now_ns)

    def renumber(self, note: Note) -> None:
        """Seal what is open under the numbers it went out with already. It must be just the events the note is about."""
        lane = self._lanes[note.lane]
        if lane.open_count == note.count and lane.sealed_end == note.ordinal and note.first_seq > lane.last_seq:
            self._seal(lane, note.first_seq, note.previous)

    def _fill(self, lane: Lane, batch: list[Event], now_ns: int, lines: list[Line]) -> None:
        at = 0
        while at < len(batch):
            part = batch[at : at + MAX_EVENTS_OF_BLOCK - lane.open_count]
            at += len(part)
            before = lane.count
            for piece in encode(part):
                lines.append(self._open(lane, piece, now_ns))
            if (bad := len(part) - (lane.count - before)) > 0:
                self._losses.add("poison", lane.number, bad)
            if lane.open_count >= MAX_EVENTS_OF_BLOCK:
                self.seal(lane)

    def _open(self, lane: Lane, piece: Piece, now_ns: int) -> Line:
        if lane.open_bytes + len(piece.raw) > MAX_PIECES_BYTES:
            self.seal(lane)
        if not lane.open_count:
            lane.open_since_ns = now_ns
        line = Line(lane.number, lane.count, piece.count, piece.raw)
        lane.open.append(piece.raw)
        lane.open_bytes += len(piece.raw)
        lane.open_count += piece.count
        lane.count += piece.count
        return line

    def seal(self, lane: Lane) -> None:
        """Make a block of what is open, and number it."""
        if lane.open_count:
            self._seal(lane, self.next_seq, lane.last_seq)

    def _seal(self, lane: Lane, first_seq: int, previous: int) -> None:
        data = self._packer.pack(lane.open, lane.open_count)
        one = Sealed(Block(lane.number, first_seq, lane.open_count, previous, data), lane.sealed_end)
        lane.last_seq = one.block.last_seq
        self.next_seq = max(self.next_seq, lane.last_seq + 1)
        lane.open, lane.open_bytes, lane.open_count = [], 0, 0
        lane.sealed.append(one)
        lane.sealed_bytes += one.size
        self._keep_bound()

    def _keep_bound(self) -> None:
        """Over the bound the least important goes first, the oldest of it; what is being written stays."""
        over = sum(lane.sealed_bytes for lane in self._lanes) - self._memory_bytes
        for lane in reversed(self._lanes):
            while over > 0 and len(lane.sealed) > lane.writing:
                gone = lane.sealed[lane.writing]
                del lane.sealed[lane.writing]
                lane.sealed_bytes -= gone.size
                over -= gone.size
                self._losses.add(self.full, lane.number, gone.block.count)
