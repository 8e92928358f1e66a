"""Events on their way in: encoded, journalled, and sealed into numbered blocks. Called under the spool's lock."""

from collections.abc import Sequence

from redshank.events import Event
from redshank.host.spool.encode import MAX_PIECES_BYTES, Packer, Piece, by_lane, encode
from redshank.host.spool.journal import Journal, Line
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
        """What an earlier run had appended and not sealed, into the same block. The line's ordinal must be the lane's count."""
        lane = self._lanes[line.lane]
        if line.is_first or line.seq != lane.open_seq + lane.open_count:
            self.seal(lane)
        if not lane.open_count and line.seq > lane.last_seq:
            lane.open_seq = line.seq
            self.next_seq = max(self.next_seq, line.seq + MAX_EVENTS_OF_BLOCK)
        else:
            self._number(lane)
        self._put(lane, Piece(line.raw, line.count), now_ns)

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
        self._number(lane)
        is_first, seq = not lane.open_count, lane.open_seq + lane.open_count
        line = Line(lane.number, lane.count, seq, piece.count, is_first, piece.raw)
        self._put(lane, piece, now_ns)
        return line

    def _number(self, lane: Lane) -> None:
        """Numbers for a whole block are set aside when it is begun, so that the journal knows them."""
        if not lane.open_count:
            lane.open_seq = self.next_seq
            self.next_seq += MAX_EVENTS_OF_BLOCK

    def pass_by(self, lane: Lane, seq: int) -> None:
        """Numbers up to this one are taken, whoever gave them."""
        self.next_seq = max(self.next_seq, seq + 1)
        lane.last_seq = max(lane.last_seq, seq)
        if lane.open_count and lane.open_seq <= seq:
            lane.open_seq = self.next_seq
            self.next_seq += MAX_EVENTS_OF_BLOCK

    @staticmethod
    def _put(lane: Lane, piece: Piece, now_ns: int) -> None:
        if not lane.open_count:
            lane.open_since_ns = now_ns
        lane.open.append(piece.raw)
        lane.open_bytes += len(piece.raw)
        lane.open_count += piece.count
        lane.count += piece.count

    def seal(self, lane: Lane) -> None:
        """Make a block of what is open. Numbers set aside and not used go back where nobody has taken any since."""
        if not lane.open_count:
            return
        data = self._packer.pack(lane.open, lane.open_count)
        one = Sealed(Block(lane.number, lane.open_seq, lane.open_count, lane.last_seq, data), lane.sealed_end)
        lane.last_seq = one.block.last_seq
        if self.next_seq == lane.open_seq + MAX_EVENTS_OF_BLOCK:
            self.next_seq = lane.last_seq + 1
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
