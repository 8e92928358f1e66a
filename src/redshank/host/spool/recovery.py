"""What an earlier run left on the disk, taken up again: it never fails for what it finds, only counts it."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from redshank.host.spool.cursor import Cursor, LaneCursor
from redshank.host.spool.entries import entries
from redshank.host.spool.files import File, Folder, is_missing
from redshank.host.spool.intake import Intake
from redshank.host.spool.journal import Line
from redshank.host.spool.keeper import put_away
from redshank.host.spool.lane import RESERVE, Lane, Segment, parse_name
from redshank.host.spool.losses import Losses
from redshank.host.spool.record import HEADER_BYTES, Header, seed_of, unpack_header
from redshank.wire.messages import LANES

T = TypeVar("T")

BEYOND_KNOWN = 1 << 40
"""Where the cursor is lost, numbers go on so far beyond the last that is found: more than any run gave and lost."""
READS = 3


@dataclass(slots=True)
class Tail:
    """What lay behind the last whole record of a lane. claimed: ordinal up to which something said there was something. torn:
    there were bytes that nobody can read."""

    claimed: int = 0
    torn: bool = False


@dataclass(slots=True)
class Found:
    """The state of a spool as it was found. first_free: no number from here on was ever given. known: the cursor was there.
    is_new: nothing was there.
    strange: files that are no segments of this epoch. open_files: of segments that can be written on, by lane."""

    epoch: bytes
    losses: Losses
    known: bool = False
    is_new: bool = False
    clean: bool = False
    boot: bytes = bytes(16)
    first_free: int = 1
    lanes: list[Lane] = field(default_factory=list)
    tails: list[Tail] = field(default_factory=list)
    open_files: dict[int, File] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A segment's file, before it is known what is in it. header: None where it is damaged."""

    name: str
    lane: int
    first_seq: int
    size: int
    header: Header | None


def find(folder: Folder, cursor: Cursor | None, new_epoch: Callable[[], bytes], losses: Losses) -> Found:
    """Everything that lies in the folder. Raises OSError where it cannot be listed."""
    named = [_candidate(folder, name, size) for name, size in sorted(patiently(folder.sizes).items())]
    candidates = sorted((one for one in named if one), key=lambda one: one.first_seq)
    epoch = cursor.epoch if cursor else _most_common(one.header.epoch for one in candidates if one.header)
    if epoch is None:
        found = Found(new_epoch(), losses, is_new=True, clean=True, strange=[one.name for one in candidates])
        found.lanes, found.tails = [Lane(number) for number in LANES], [Tail() for _ in LANES]
        return found
    found = Found(epoch, losses, known=cursor is not None)
    if cursor:
        found.clean, found.boot = cursor.clean, cursor.boot
    for number in LANES:
        ours = [one for one in candidates if one.lane == number]
        _find_lane(folder, found, ours, Lane(number), cursor.lanes[number] if cursor else None)
    last = max(max(lane.last_seq, lane.acked) for lane in found.lanes)
    found.first_free = max(cursor.ceiling, last + 1) if cursor else last + BEYOND_KNOWN
    return found


def patiently(read: Callable[[], T]) -> T:
    """What `read` gives, where it gives something at one of READS tries; its last OSError where it does not."""
    for _ in range(READS - 1):
        with suppress(OSError):
            return read()
    return read()


def _candidate(folder: Folder, name: str, size: int) -> _Candidate | None:
    parsed = (0, 0) if name == RESERVE else parse_name(name)
    if parsed is None:
        return None
    header = None
    with suppress(OSError):
        header = patiently(lambda: _header(folder, name))
    if name == RESERVE and header is None:
        return None  # laid out, and not in use
    return _Candidate(name, header.lane if header else parsed[0], header.first_seq if header else parsed[1], size, header)


def _header(folder: Folder, name: str) -> Header | None:
    file = folder.open(name)
    try:
        return unpack_header(file.read(HEADER_BYTES, 0))
    finally:
        file.close()


def _most_common(epochs: Iterable[bytes]) -> bytes | None:
    there = list(epochs)
    return max(there, key=there.count) if there else None


def _find_lane(folder: Folder, found: Found, ours: list[_Candidate], lane: Lane, mark: LaneCursor | None) -> None:
    tail = Tail()
    for one in ours:
        if (segment := _segment(folder, found, one)) is not None:
            lane.segments.append(segment)
        elif one.size > HEADER_BYTES and one is ours[-1] and one.header is None:
            found.losses.add("corrupt_segment", lane.number, None)
    if mark is None and lane.segments:
        first = lane.segments[0].header
        mark = LaneCursor(first.previous, first.ordinal, first.ordinal)
    mark = mark or LaneCursor()
    lane.acked = lane.handed = mark.acked
    lane.floor, lane.told = mark.floor, mark.told
    for segment, after in zip(lane.segments, list(lane.segments)[1:], strict=False):
        segment.last_seq, segment.end, segment.blocks = after.header.previous, after.header.accounted, after.header.blocks
        if segment.name == RESERVE:
            segment.size = _scan(folder, found.epoch, segment, Tail())[1]
    if lane.segments:
        _look_at_last(folder, found, lane, tail)
    tail.claimed = max(tail.claimed, mark.end)
    lane.last_seq, lane.count = max(lane.acked, lane.durable_seq()), max(lane.floor, lane.disk_end())
    found.lanes.append(lane)
    found.tails.append(tail)


def _segment(folder: Folder, found: Found, one: _Candidate) -> Segment | None:
    """The segment of a file; None where it is none of this epoch, or nothing in it can be read."""
    header, damaged = one.header, one.header is None
    if header is None:
        with suppress(OSError):
            header = patiently(lambda: _salvaged(folder, found.epoch, one))
    if header is None or header.epoch != found.epoch:
        found.strange.append(one.name)
        return None
    return Segment(one.name, header, one.size, header.previous, header.ordinal, header.blocks, damaged)


def _salvaged(folder: Folder, epoch: bytes, one: _Candidate) -> Header | None:
    """What the header must have said, by the first whole record behind it: checksums tell that it is of our epoch."""
    file = folder.open(one.name)
    try:
        for entry in entries(file, seed_of(epoch), one.lane, (0, one.size)):
            if entry.data is not None:
                head = entry.head
                return Header(one.lane, epoch, head.first_seq, head.previous, head.ordinal, head.ordinal, 0)
    finally:
        file.close()
    return None


def _look_at_last(folder: Folder, found: Found, lane: Lane, tail: Tail) -> None:
    """The lane's last segment is read to its end; what is behind its last whole record is cut off."""
    segment = lane.segments[-1]
    file, end = _scan(folder, found.epoch, segment, tail)
    if file is None:
        return
    whole = segment.size == end and not segment.damaged and segment.name != RESERVE
    try:
        if segment.size > end and segment.name != RESERVE:
            file.cut(end)
        file.sync()  # what a killed run wrote and did not sync
    except OSError:
        whole = False
    segment.size = end
    if whole:
        found.open_files[lane.number] = file
    else:
        file.close()


def _scan(folder: Folder, epoch: bytes, segment: Segment, tail: Tail) -> tuple[File | None, int]:
    """The open file, and where its last whole record ends; the segment's marks are set to that."""
    try:
        file = patiently(lambda: folder.open(segment.name))
    except OSError as error:
        segment.damaged = tail.torn = not is_missing(error)
        return None, HEADER_BYTES
    for _ in range(READS):
        try:
            return file, _scan_file(file, epoch, segment, tail)
        except OSError:
            tail.torn = True
    segment.damaged = True
    return file, HEADER_BYTES


def _scan_file(file: File, epoch: bytes, segment: Segment, tail: Tail) -> int:
    header = segment.header
    end, ordinal, last_seq, blocks, damaged = HEADER_BYTES, header.ordinal, header.previous, header.blocks, False
    laid_out = segment.name == RESERVE
    tail.claimed = ordinal
    for entry in entries(file, seed_of(epoch), header.lane, (HEADER_BYTES, segment.size)):
        head = entry.head
        bad = entry.skipped or entry.data is None
        if laid_out and (bad or head.ordinal < ordinal):  # left by an earlier use
            break
        tail.claimed = max(tail.claimed, head.end)
        if entry.data is None or head.ordinal < ordinal:
            damaged = damaged or entry.data is None
            continue
        damaged = damaged or bad
        end, ordinal, last_seq, blocks = entry.stop, head.end, head.last_seq, blocks + 1
    segment.end, segment.last_seq, segment.blocks = ordinal, last_seq, blocks
    segment.damaged = segment.damaged or damaged
    tail.torn = segment.size > end and not laid_out
    return end


def take_back(journal: list[Line], found: Found, intake: Intake, now_ns: int) -> None:
    """What was appended and never got into a segment, as the journal has it; then what is missing is known."""
    for lane, tail in zip(found.lanes, found.tails, strict=True):
        ours = [line for line in journal if line.lane == lane.number]
        if ours and not found.known and not lane.segments:
            lane.count = lane.floor = lane.told = ours[0].ordinal  # nothing else tells where the lane was
        before = lane.count
        for line in ours:
            if line.ordinal >= lane.count:
                _skip_to(lane, line.ordinal, intake, found.losses, "corrupt_segment" if tail.torn else "restart")
                intake.take_back(line, now_ns)
        if tail.claimed > lane.count:
            _skip_to(lane, tail.claimed, intake, found.losses, "corrupt_segment")
        elif tail.torn and lane.count == before:
            found.losses.add("corrupt_segment", lane.number, None)


def _skip_to(lane: Lane, ordinal: int, intake: Intake, losses: Losses, reason: str) -> None:
    if ordinal > lane.count:
        intake.seal(lane)
        losses.add(reason, lane.number, ordinal - lane.count)
        lane.count = ordinal


def tidy(folder: Folder, found: Found) -> None:
    """Files that are none of ours go into quarantine, where they are in nobody's way."""
    for name in found.strange:
        with suppress(OSError):
            put_away(folder, name, "strange-")
