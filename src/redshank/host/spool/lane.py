"""One lane of the spool in memory: what lies on disk, what is sealed and not safe yet, what is still open."""

from collections import deque
from dataclasses import dataclass, field

from redshank.host.spool.record import HEAD_BYTES, Header
from redshank.wire.messages import Block

RESERVE = "reserve"
_SUFFIX = ".seg"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A numbered block. ordinal: of its first event, counted in the lane."""

    block: Block
    ordinal: int

    @property
    def end(self) -> int:
        """Ordinal of the first event after it."""
        return self.ordinal + self.block.count

    @property
    def size(self) -> int:
        """Bytes of its record."""
        return HEAD_BYTES + len(self.block.data)


@dataclass(slots=True)
class Segment:
    """A file. size: bytes that are synced, all that counts. last_seq, end, blocks: after its last record, counted as in Header."""

    name: str
    header: Header
    size: int
    last_seq: int
    end: int
    blocks: int
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where the next record is read. seq: of the last one before it. ordinal: expected there. blocks: of the lane before it."""

    seq: int
    name: str
    offset: int
    ordinal: int
    blocks: int


@dataclass(frozen=True, slots=True)
class Aside:
    """A block that the server will never take."""

    first_seq: int
    last_seq: int
    previous: int


@dataclass(slots=True)
class Lane:
    """State of a lane; guarded by the spool's lock.

    acked: the server has all up to there. floor: ordinal of the first event that is neither there nor given up. told:
    ordinal up to which every loss was told. last_seq: of the last sealed block. count: ordinal of the next event. handed:
    last sequence number its sender has. void: between these two numbers there is nothing to be read. writing: sealed blocks,
    the oldest, that are being written just now. open_seq: number of the first open
    event. retry_ns, failures: of a file that
    cannot be read.
    """

    number: int
    acked: int = 0
    floor: int = 0
    told: int = 0
    last_seq: int = 0
    count: int = 0
    segments: deque[Segment] = field(default_factory=deque)
    sealed: deque[Sealed] = field(default_factory=deque)
    sealed_bytes: int = 0
    open: list[bytes] = field(default_factory=list)
    open_bytes: int = 0
    open_count: int = 0
    open_seq: int = 0
    open_since_ns: int = 0
    handed: int = 0
    read_at: Place | None = None
    acked_at: Place | None = None
    void: tuple[int, int] = (0, 0)
    put_aside: deque[Aside] = field(default_factory=lambda: deque(maxlen=1024))
    writing: int = 0
    retry_ns: int = 0
    failures: int = 0

    @property
    def sealed_end(self) -> int:
        """Ordinal after the last sealed block."""
        return self.count - self.open_count

    def durable_seq(self) -> int:
        """Last sequence number that lies synced on the disk."""
        return self.segments[-1].last_seq if self.segments else self.acked

    def disk_end(self) -> int:
        """Ordinal up to which the lane was written to the disk."""
        return self.segments[-1].end if self.segments else self.floor

    def end_place(self) -> Place | None:
        """Behind the last record on the disk."""
        if not self.segments:
            return None
        last = self.segments[-1]
        return Place(last.last_seq, last.name, last.size, last.end, last.blocks)

    def bytes(self) -> int:
        """On disk, the reserve not counted: it is there anyway."""
        return sum(segment.size for segment in self.segments if segment.name != RESERVE)

    def waiting(self) -> int:
        """Events that the server does not have, open ones included."""
        on_disk = sum(max(0, segment.end - max(segment.header.ordinal, self.floor)) for segment in self.segments)
        return on_disk + sum(one.block.count for one in self.sealed) + self.open_count

    def waiting_blocks(self) -> int:
        """Sealed blocks that the server does not have."""
        on_disk = self.segments[-1].blocks - self._blocks_acked() if self.segments else 0
        return max(0, on_disk) + len(self.sealed)

    def _blocks_acked(self) -> int:
        first = self.segments[0].header.blocks
        return max(first, self.acked_at.blocks) if self.acked_at else first

    def pop_sealed(self) -> Sealed:
        """The oldest sealed block, taken off."""
        one = self.sealed.popleft()
        self.sealed_bytes -= one.size
        return one

    def after(self, seq: int) -> list[Segment]:
        """Segments with anything after a sequence number, oldest first."""
        return [segment for segment in self.segments if segment.last_seq > seq]

    def is_aside(self, first_seq: int) -> bool:
        """True where the server will never take this block."""
        return any(one.first_seq == first_seq for one in self.put_aside)


def name_of(lane: int, first_seq: int) -> str:
    """Of a segment: lane and first number, so that a listing is in order."""
    return f"{lane}-{first_seq:016x}{_SUFFIX}"


def parse_name(name: str) -> tuple[int, int] | None:
    """Lane and first number of a segment's name; None where it is none."""
    lane, mark, rest = name.removesuffix(_SUFFIX).partition("-")
    if not name.endswith(_SUFFIX) or not mark or lane not in ("0", "1", "2", "3") or len(rest) != 16:
        return None
    try:
        return int(lane), int(rest, 16)
    except ValueError:
        return None
