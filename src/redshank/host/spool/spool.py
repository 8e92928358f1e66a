"""The agent's spool: events go in, synced blocks come out, and nothing leaves it before the server has it."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from redshank.core.log import log
from redshank.events import Event
from redshank.host.spool.health import SpoolHealth
from redshank.host.spool.keeper import Keeper, Parts, put_away
from redshank.host.spool.lane import Aside, Lane
from redshank.host.spool.reader import Reader, Want
from redshank.host.spool.record import pack_record, seed_of
from redshank.wire.messages import LANES, Block

MOST_SEQ = 1 << 62
"""An ack beyond this is no number of ours."""
NEARLY_FULL = 0.9
_NS = 1_000_000_000


class Spool:
    """Made by `open_spool`. For threads: one that appends, one for each lane that reads and acknowledges it."""

    def __init__(self, parts: Parts, keeper: Keeper, note: str = "") -> None:
        self._p, self._keeper, self._note = parts, keeper, note
        self._reader = Reader(parts.folder, seed_of(parts.epoch), parts.lock, parts.losses)
        self._wake = threading.Condition(parts.lock)
        self._news = threading.Condition(parts.lock)
        self._until_ns: int | None = None
        self._closed = False
        self._committer: threading.Thread | None = None
        self._release: Callable[[], None] = lambda: None
        for lane in parts.lanes:
            lane.acked_at = self._reader.behind(lane, lane.acked)

    @property
    def epoch(self) -> str:
        """128 random bits as 32 hex digits, made with the spool's folder: the numbers of events count within it."""
        return self._p.epoch.hex()

    def start(self, release: Callable[[], None]) -> None:
        """Commit by itself from now on. release: called at the end of `close`."""
        self._release = release
        self._committer = threading.Thread(target=self._run, name="spool", daemon=True)
        self._committer.start()

    # In

    def append(self, events: Sequence[Event]) -> None:
        """Take the events over; when this comes back a kill -9 no longer harms them, 100 ms later no power cut either.

        The caller keeps none of them: event.id, event.sequence, agent.id, host.id and host.name are taken off.
        Never raises for an event or a disk: what cannot be kept is counted and told by agent.loss.
        """
        with self._p.lock:
            if self._closed:
                raise ValueError("append to a spool that is closed")
            now, was_dirty = self._p.clock.boot_ns(), self._p.journal.is_dirty()
            kept = self._p.intake.take(events, now)
            if not was_dirty:
                self._keeper.journalled(now)
            self._nudge()
        if not kept:  # the journal is full: whoever fills it empties it
            self._commit()

    def sync(self) -> bool:
        """Make all that was appended durable now and give it to the senders; False where the disk refuses."""
        return self._commit(everything=True)

    # Out

    def unsent(self, lane: int, after_seq: int, max_events: int, max_bytes: int) -> list[Block]:
        """The next blocks of a lane after `after_seq`, in order; never waits for new ones.

        At most MAX_BLOCKS; the first comes whatever the limits (unless one is 0 or less), the others only within both.
        Only synced blocks, except while the disk refuses: then those kept in memory.
        """
        if max_events <= 0 or max_bytes <= 0:
            return []
        state, want = self._p.lanes[lane], Want(after_seq, max_events, max_bytes)
        blocks = self._reader.blocks(state, want, self._p.clock.boot_ns())
        with self._p.lock:
            if not blocks:
                blocks = self._from_memory(state, want)
            state.handed = blocks[-1].last_seq if blocks else max(after_seq, self._empty_to(state, after_seq))
            self._nudge()
        return blocks

    def _from_memory(self, lane: Lane, want: Want) -> list[Block]:
        """While the disk refuses, and there is nothing before it on the disk."""
        if self._keeper.trouble is None or self._empty_to(lane, want.after) < lane.durable_seq():
            return []
        going: list[Block] = []
        for one in lane.sealed:
            if one.block.last_seq <= want.after or lane.is_aside(one.block.first_seq):
                continue
            if not want.takes(one.block.count, len(one.block.data)):
                break
            want.took(one.block.count, len(one.block.data))
            going.append(one.block)
        if not going:
            lane.void = (want.after, self._keeper.available(lane))
        return going

    @staticmethod
    def _empty_to(lane: Lane, after: int) -> int:
        """The sequence number up to which there is nothing after `after`."""
        return max(after, lane.void[1]) if lane.void[0] <= after else after

    def wait(self, lanes: Mapping[int, int], timeout_s: float) -> bool:
        """True as soon as a lane has something `unsent` would give after its number; False at the timeout or on close.

        lanes: lane to the last sequence number its sender has already taken (what it hands to `unsent` as after_seq).
        """
        deadline = time.monotonic() + timeout_s
        with self._p.lock:
            for lane, after in lanes.items():
                self._p.lanes[lane].handed = after
            self._nudge()
            while not self._closed:
                if any(self._has(self._p.lanes[lane], after) for lane, after in lanes.items()):
                    return True
                if (rest := deadline - time.monotonic()) <= 0:
                    return False
                self._news.wait(rest)
        return False

    def _has(self, lane: Lane, after: int) -> bool:
        return self._p.clock.boot_ns() >= lane.retry_ns and self._keeper.available(lane) > max(lane.acked, self._empty_to(lane, after))

    # Away

    def acked(self, lane: int, seq: int) -> None:
        """The server has all of the lane up to seq. May be any number, also one older or newer than all we know."""
        with self._p.lock:
            state = self._p.lanes[lane]
            if state.acked < seq <= MOST_SEQ:
                self._ack(state, seq)
                self._pass_asides(state)
                self._nudge()

    def _ack(self, lane: Lane, seq: int) -> None:
        lane.acked = seq
        if seq >= lane.last_seq:
            lane.floor = max(lane.floor, lane.sealed_end)
            lane.acked_at = lane.end_place()
            self._p.intake.pass_by(lane, seq)
        elif seq >= lane.durable_seq():
            taken = [one.end for one in lane.sealed if one.block.last_seq <= seq]
            lane.floor, lane.acked_at = max(lane.floor, taken[-1] if taken else lane.disk_end()), lane.end_place()
        elif at := self._reader.behind(lane, seq):
            lane.acked_at, lane.floor = at, max(lane.floor, at.ordinal)
        lane.told = max(lane.told, lane.floor)

    def _pass_asides(self, lane: Lane) -> None:
        """What the server will never take is as good as acknowledged, once all before it is."""
        for one in sorted(lane.put_aside, key=lambda one: one.first_seq):
            if one.previous <= lane.acked < one.last_seq:
                self._ack(lane, one.last_seq)

    def poison(self, lane: int, first_seq: int) -> None:
        """The server will never take this block: put it aside, tell the loss, go on with the next."""
        state = self._p.lanes[lane]
        block = self._block(state, first_seq)
        if block is None:
            return
        self._quarantine(block)
        with self._p.lock:
            state.put_aside.append(Aside(block.first_seq, block.last_seq, block.previous))
            self._p.losses.add("poison", lane, block.count)
            self._pass_asides(state)
            self._nudge()

    def _block(self, lane: Lane, first_seq: int) -> Block | None:
        """The block of that number, wherever it is, unless it is put aside already."""
        with self._p.lock:
            here = [one.block for one in lane.sealed]
        there = self._reader.blocks(lane, Want(first_seq - 1, 1, 1), self._p.clock.boot_ns())
        return next((block for block in (*there, *here) if block.first_seq == first_seq and not lane.is_aside(first_seq)), None)

    def _quarantine(self, block: Block) -> None:
        name = f"{block.lane}-{block.first_seq:016x}"
        with suppress(OSError):
            file = self._p.folder.open(name, lay_out=0)
            try:
                file.write(pack_record(block, 0, seed_of(self._p.epoch)), 0)
            finally:
                file.close()
            put_away(self._p.folder, name, "refused-")

    def marks(self) -> dict[int, int]:
        """Every lane to the sequence number up to which the server has it; 0 at the start of an epoch."""
        with self._p.lock:
            return {lane.number: lane.acked for lane in self._p.lanes}

    def last_seq(self, lane: int) -> int:
        """The last sequence number of a lane that was given to a block."""
        with self._p.lock:
            return self._p.lanes[lane].last_seq

    # How it is

    def health(self) -> SpoolHealth:
        """How it is now."""
        with self._p.lock:
            detail = self._detail()
            return SpoolHealth(
                state="degraded" if detail else "ok",
                detail=detail,
                bytes=sum(lane.bytes() + lane.sealed_bytes + lane.open_bytes for lane in self._p.lanes),
                blocks=sum(lane.waiting_blocks() for lane in self._p.lanes),
                events={lane.number: lane.waiting() for lane in self._p.lanes},
                dropped={lane: self._p.losses.lost(lane) for lane in LANES},
            )

    def _detail(self) -> str:
        if trouble := self._keeper.trouble:
            memory = sum(lane.sealed_bytes for lane in self._p.lanes) >> 10
            return f"{self._note or trouble.text}: {memory} KiB of events are kept in memory, {self._p.settings.memory_bytes >> 10} at most"
        if self._keeper.taken >= NEARLY_FULL:
            return f"{self._keeper.taken:.0%} of its room is taken: the least important events go first, each counted"
        if self._p.journal.trouble:
            return f"no journal ({self._p.journal.trouble}): a kill -9 costs the last {self._p.settings.commit_ms} ms"
        return ""

    def close(self) -> None:
        """Sync, write the cursor, give everything back. May be called twice; later appends are refused with ValueError."""
        with self._p.lock:
            if self._closed:
                return
            self._closed = True
            self._wake.notify_all()
            self._news.notify_all()
        if self._committer is not None:
            self._committer.join()
        with self._p.lock:
            clock = self._p.clock
            self._p.intake.take(self._p.losses.events(clock.boot_ns(), clock.wall_ns(), everything=True), clock.boot_ns())
        self._keeper.close()
        self._release()

    # The committer

    def _run(self) -> None:
        while self._sleep():
            try:
                self._commit()
            except Exception as error:  # the outer end of this hop: an error of ours must not end all keeping
                log.error("spool.commit", error=repr(error))
                self._p.losses.add("disk_error", None, 0)
                time.sleep(1.0)

    def _sleep(self) -> bool:
        """Until something is due; False at the end."""
        with self._p.lock:
            while not self._closed:
                self._until_ns, now = self._keeper.due_ns(), self._p.clock.boot_ns()
                if self._until_ns is None:
                    self._wake.wait()
                elif self._until_ns <= now:
                    return True
                else:
                    self._wake.wait((self._until_ns - now) / _NS)
        return False

    def _nudge(self) -> None:
        """Wake the committer where something is due before it would look by itself."""
        due = self._keeper.due_ns()
        if due is not None and (self._until_ns is None or due < self._until_ns):
            self._until_ns = due
            self._wake.notify_all()

    def commit(self) -> bool:
        """Do what is due now, as the committer does; for a spool without one."""
        return self._commit()

    def _commit(self, everything: bool = False) -> bool:
        done = self._keeper.commit(everything)
        with self._p.lock:
            self._news.notify_all()
        return done
