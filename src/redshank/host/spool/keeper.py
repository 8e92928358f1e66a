"""The commit: what is due is sealed, written and synced; what is acknowledged is taken away; what is over the cap is dropped.

This is all of the spool's writing to disk but for the journal's lines. One thread at a time is in it.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from errno import EDQUOT, ENOSPC
from threading import Lock, RLock

from redshank.core.clock import Clock
from redshank.host.spool import room as rooms
from redshank.host.spool.cursor import Cursor, CursorFile, LaneCursor
from redshank.host.spool.files import QUARANTINE, Folder, Room
from redshank.host.spool.intake import Intake
from redshank.host.spool.journal import Journal
from redshank.host.spool.lane import RESERVE, Lane, Sealed, Segment
from redshank.host.spool.losses import Losses
from redshank.host.spool.settings import SpoolSettings
from redshank.host.spool.writer import Writer

RETRY_NS = 1_000_000_000
"""Pause before a disk that refused is tried again."""
REPAIR_NS = 60_000_000_000
"""The same for what was to be laid out beforehand."""
CURSOR_NS = 1_000_000_000
"""The cursor lags behind the acks by at most this; the server knows better anyway."""
MARGIN = 1 << 32
"""Numbers a run may give before it writes the cursor again: after a kill the next run begins beyond them."""
KEPT = 2
"""Damaged segments kept to be looked at, and as many refused blocks."""
_MS = 1_000_000
_FULL = (ENOSPC, EDQUOT)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the disk takes nothing just now."""

    code: int
    text: str

    @property
    def reason(self) -> str:
        """As the event table has it."""
        return "spool_full" if self.code in _FULL else "disk_error"


@dataclass(slots=True)
class Parts:
    """What a spool is made of."""

    settings: SpoolSettings
    clock: Clock
    folder: Folder
    room: Callable[[], Room]
    epoch: bytes
    boot: bytes
    lock: RLock
    lanes: Sequence[Lane]
    losses: Losses
    journal: Journal
    intake: Intake
    writer: Writer
    cursor: CursorFile
    fixed_bytes: int = 0


class Keeper:
    """ceiling: as in Cursor, and as it was just written."""

    def __init__(self, parts: Parts, ceiling: int) -> None:
        self._p, self._ceiling = parts, ceiling
        self._turn = Lock()
        self.trouble: Trouble | None = None
        self._retry_ns = self._repair_ns = self._journal_ns = 0
        self._cursor_ns = parts.clock.boot_ns()
        self._written = self._marks()
        self._seal_all = False
        self.taken = 0.0
        """Share of its room that the spool took at the last commit."""

    # When

    def due_ns(self) -> int | None:
        """When the next commit is due on the boot clock; 0 for at once, None while there is nothing to do. Under the lock."""
        times = [self._lane_due_ns(lane) for lane in self._p.lanes]
        times.append(self._journal_due_ns())
        times.append(self._p.losses.due_ns())
        if self._written != self._marks():
            times.append(self._retry_ns if self.trouble else self._cursor_ns + CURSOR_NS)
        return min((time for time in times if time is not None), default=None)

    def _journal_due_ns(self) -> int | None:
        """When lines have to be synced where they are: their block is still allowed to grow."""
        opened = [lane.open_since_ns for lane in self._p.lanes if lane.open_count]
        if not opened or not self._p.journal.is_dirty() or self.trouble is not None:
            return None
        return max(self._journal_ns, min(opened)) + self._p.settings.commit_ms * _MS

    def _lane_due_ns(self, lane: Lane) -> int | None:
        if lane.sealed:
            return self._retry_ns
        return self._seal_ns(lane) if lane.open_count else None

    def _seal_ns(self, lane: Lane) -> int:
        """A block is closed early while its sender has all before it, and may grow while it lags behind."""
        settings = self._p.settings
        usual = settings.urgent_commit_ms if lane.number <= 1 else settings.commit_ms
        return lane.open_since_ns + (usual if lane.handed >= self.available(lane) else settings.patient_ms) * _MS

    def available(self, lane: Lane) -> int:
        """Last sequence number a sender may have. While the disk refuses, what is only in memory goes out too."""
        return lane.sealed[-1].block.last_seq if self.trouble and lane.sealed else lane.durable_seq()

    def journalled(self, now_ns: int) -> None:
        """Lines were written to a journal that had none to be synced."""
        self._journal_ns = now_ns

    # What

    def commit(self, everything: bool = False) -> bool:
        """Do what is due, or with `everything` all there is to do; True where the disk has taken it."""
        with self._turn:
            now = self._p.clock.boot_ns()
            with self._p.lock:
                self._collect(now, everything)
                wait = self.trouble is not None and now < self._retry_ns and not everything
                for lane in self._p.lanes:
                    lane.writing = 0 if wait else len(lane.sealed)
            if self.trouble and not wait:
                self._clear_away(now, everything)  # what goes may be the room that was missing
            stored = not wait and self._store(now)
            if stored:
                self._p.journal.safe()
                self._sync_journal(now)
                self._repair(now)
            return self._clear_away(now, everything) and stored

    def _collect(self, now: int, everything: bool) -> None:
        p = self._p
        if events := p.losses.events(now, p.clock.wall_ns()):
            p.intake.take(events, now)
        for lane in p.lanes:
            while lane.sealed and lane.sealed[0].block.last_seq <= lane.acked:
                lane.pop_sealed()
        everything = everything or self._seal_all or p.journal.is_half_full()
        self._seal_all = False
        for lane in p.lanes:
            if lane.open_count and (everything or self._seal_ns(lane) <= now):
                p.intake.seal(lane)
        if not any(lane.open_count for lane in p.lanes):
            p.journal.turn()

    def _store(self, now: int) -> bool:
        failed: OSError | None = None
        with self._p.lock:
            work = [lane for lane in self._p.lanes if lane.writing]
        for lane in work:
            try:
                self._store_lane(lane)
            except OSError as error:
                failed = failed or error
        with self._p.lock:
            for lane in self._p.lanes:
                lane.writing = 0
            self._judge(failed, bool(work), now)
        return failed is None

    def _judge(self, failed: OSError | None, tried: bool, now: int) -> None:
        """Trouble begins, goes on, or is over."""
        if failed is not None:
            before, self.trouble = self.trouble, Trouble(failed.errno or 0, failed.strerror or str(failed))
            self._retry_ns = now + RETRY_NS
            self._p.intake.full = self.trouble.reason
            if before is None or before.reason != self.trouble.reason:
                self._p.losses.add(self.trouble.reason, None, 0)
        elif tried:
            if self.trouble is not None:
                self._repair_ns = now
            self.trouble, self._p.intake.full = None, "spool_full"

    def _store_lane(self, lane: Lane) -> None:
        p = self._p
        self._make_room(lane)
        try:
            p.writer.store(lane, self._writing(lane))
            return
        except OSError as error:
            if _is_full(error):
                self._free(lane)
            elif self.trouble is None:
                with p.lock:
                    p.losses.add("disk_error", None, 0)
        try:
            p.writer.store(lane, self._writing(lane))  # once more, into a new segment: what failed may be one bad place
        except OSError:
            if lane.number == 0:
                p.writer.store_reserve(lane, self._writing(lane))
            raise

    def _free(self, lane: Lane) -> None:
        """The disk is full below the cap. Memory bridges it; once that is half full, the least important on the disk goes."""
        with self._p.lock:
            in_memory = sum(one.sealed_bytes for one in self._p.lanes)
        victim = self._victim()
        if 2 * in_memory > self._p.settings.memory_bytes and victim is not None and victim.number >= lane.number:
            self._drop_segment(victim)

    def _victim(self) -> Lane | None:
        """The least important lane that has something on the disk. Class 0 is never dropped."""
        return next((one for one in reversed(self._p.lanes) if one.number and one.segments), None)

    def _writing(self, lane: Lane) -> list[Sealed]:
        with self._p.lock:
            return [lane.sealed[at] for at in range(min(lane.writing, len(lane.sealed)))]

    # Room

    def _make_room(self, lane: Lane) -> None:
        """Drop what is least important, until the lane's blocks fit under the cap. Class 0 is never dropped."""
        used = self._used()
        most = rooms.allowed(self._p.settings, self._p.room(), used)
        self.taken = used / max(1, most)
        while used + (need := sum(one.size for one in self._writing(lane))) > most:
            victim = self._victim()
            if victim is not None and victim.number >= lane.number:
                self._drop_segment(victim)
            elif lane.number and need:
                self._drop_sealed(lane)
            else:
                return
            used = self._used()

    def _used(self) -> int:
        with self._p.lock:
            return sum(lane.bytes() for lane in self._p.lanes) + self._p.fixed_bytes

    def _drop_sealed(self, lane: Lane) -> None:
        with self._p.lock:
            one = lane.pop_sealed()
            lane.writing -= 1
            self._p.losses.add("spool_full", lane.number, one.block.count)

    def _drop_segment(self, lane: Lane) -> None:
        """The oldest. The cursor is durable before its file goes."""
        p = self._p
        segment = lane.segments[0]
        if len(lane.segments) == 1:
            p.writer.retire(lane)
        with p.lock:
            if (gone := segment.end - max(lane.floor, segment.header.ordinal)) > 0:
                p.losses.add("spool_full", lane.number, gone)
            lane.floor = max(lane.floor, segment.end)
            lane.told = max(lane.told, lane.floor)
            lane.segments.popleft()
        self._write_cursor()
        p.writer.remove(segment.name)

    # Away

    def _clear_away(self, now: int, everything: bool) -> bool:
        """The cursor, and then the segments that the server has all of."""
        with self._p.lock:
            done = [(lane, self._finished(lane)) for lane in self._p.lanes]
            stale = self._written != self._marks() or self._ceiling - self._p.intake.next_seq < MARGIN // 2
            due = everything or now >= self._cursor_ns + CURSOR_NS or any(segments for _, segments in done)
        if not stale and not any(segments for _, segments in done):
            return True
        if not due or (self.trouble and now < self._retry_ns and not everything):
            return True
        try:
            if stale:
                self._write_cursor()
            for lane, segments in done:
                for segment in segments:
                    self._remove(lane, segment)
        except OSError as error:
            with self._p.lock:
                self._judge(error, True, now)
            return False
        return True

    def _finished(self, lane: Lane) -> list[Segment]:
        """Acknowledged to the end; the one that is written to stays until it is worth it."""
        done = [segment for segment in lane.segments if segment.last_seq <= lane.acked]
        if done and done[-1] is lane.segments[-1] and self._p.writer.is_active(lane):
            if done[-1].size < self._p.writer.segment_bytes // 4 and not done[-1].damaged:
                return done[:-1]
            self._p.writer.retire(lane)
        return done

    def _remove(self, lane: Lane, segment: Segment) -> None:
        with self._p.lock:
            lane.segments.remove(segment)
            if segment.name != RESERVE:
                lane.floor = max(lane.floor, segment.end)
        if segment.name == RESERVE:
            self._p.writer.empty_reserve()
        elif segment.damaged:
            put_away(self._p.folder, segment.name, "damaged-")
        else:
            self._p.writer.remove(segment.name)

    def _marks(self) -> tuple[LaneCursor, ...]:
        return tuple(LaneCursor(lane.acked, lane.floor, lane.told, lane.disk_end()) for lane in self._p.lanes)

    def _write_cursor(self, clean: bool = False) -> None:
        p = self._p
        with p.lock:
            marks, ceiling = self._marks(), p.intake.next_seq + (0 if clean else MARGIN)
        self._cursor_ns = p.clock.boot_ns()
        p.cursor.write(Cursor(p.epoch, p.boot, clean, ceiling, marks))
        self._written, self._ceiling = marks, ceiling

    # The rest

    def _sync_journal(self, now: int) -> None:
        """Where blocks are given time to grow, their events are made safe here."""
        p = self._p
        with p.lock:
            due = self._journal_due_ns()
        if due is None or due > now:
            return
        try:
            p.journal.sync()
        except OSError:
            with p.lock:
                self._seal_all = True
                p.losses.add("disk_error", None, 0)

    def _repair(self, now: int) -> None:
        """What could not be laid out is tried again, when nothing hangs on it."""
        p = self._p
        if now < self._repair_ns or not (p.journal.trouble or not p.writer.has_reserve()):
            return
        with p.lock:
            if any(lane.open_count or lane.sealed for lane in p.lanes):
                return
            self._repair_ns = now + REPAIR_NS
            if p.journal.trouble:
                p.journal.lay_out()
            if not p.writer.has_reserve():
                with suppress(OSError):
                    p.writer.lay_out_reserve(p.lanes[0])

    def close(self) -> bool:
        """Everything safe, and the cursor says that the end was in order; False where the disk refuses."""
        done = self.commit(everything=True)
        if done:
            try:
                self._write_cursor(clean=True)
            except OSError:
                done = False
        p = self._p
        for part in (p.writer, p.journal, p.cursor):
            part.close()
        return done


def _is_full(error: OSError) -> bool:
    """True where the disk is full, and not broken."""
    return error.errno in _FULL


def put_away(folder: Folder, name: str, prefix: str) -> None:
    """Move a file into quarantine, where the last KEPT of a kind stay. Raises OSError."""
    there = sorted(one for one in folder.sizes(QUARANTINE) if one.startswith(prefix))
    for old in there[: max(0, len(there) - KEPT + 1)]:
        folder.remove(f"{QUARANTINE}/{old}")
    folder.rename(name, f"{QUARANTINE}/{prefix}{name}")
