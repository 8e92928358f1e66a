"""File changes as a source of events: one fanotify group over the plan's folders."""

import os
import select
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress

from redshank.core.clock import Clock
from redshank.events import Event
from redshank.events._generated.types import AgentLoss
from redshank.host.sensor.files.changes import Changes
from redshank.host.sensor.files.fanotify import Group
from redshank.host.sensor.files.folders import Folder, FolderTable
from redshank.host.sensor.files.found import Found
from redshank.host.sensor.files.keyring import KernelWatch, Keyring
from redshank.host.sensor.files.marks import Marks
from redshank.host.sensor.files.outcome import SOURCE, Outcome
from redshank.host.sensor.files.places import PASSWD
from redshank.host.sensor.files.records import parse
from redshank.host.sensor.files.rescan import rescan
from redshank.host.sensor.files.wake import Wake
from redshank.host.sensor.files.watches import WatchPlan, remote, resolve
from redshank.host.sensor.source import SourceHealth

MAX_EVENTS = 4_096
MAX_INBOX_BYTES = 8 << 20
"""Records read but not worked on; above it the kernel's own bound holds."""
MAX_BYTES = 1 << 20
"""Records worked on in one call, about 10,000 of them in 0.1 s: some give no event, and must not keep others waiting."""
_RESCAN_NAMES, _PIECE = 2_048, 128
"""Names looked at again, and folders marked or given up, in one go: about 10 ms."""
_TRIES = 4
"""How often folders in doubt are looked at while no record comes."""
_PATIENCE_NS = 1_000_000_000
"""How long work that can wait for an empty queue waits for it: a storm must not put it off for ever."""
_HALF_NS = 2_000_000
"""How long half a rename waits for its other half, which the kernel queues right after it."""
_LOST = {"unresolved": "unresolved", "corrupt": "corrupt_record"}


class FileSource:
    """Gives file.create, modify, delete, rename and attrib, and agent.loss where records were lost.

    plan: called at the start and when users or awaited folders come and go. kernel: takes the keys of secrets and of
    trees' tops. own: process ids of the agent, whose changes are left out. Raises HostError where fanotify is refused.
    """

    name = SOURCE

    def __init__(
        self,
        plan: Callable[[], WatchPlan],
        clock: Clock,
        kernel: KernelWatch | None = None,
        own: frozenset[int] | None = None,
        whole: bool = True,
    ) -> None:
        self._plan, self._clock = plan, clock
        self._group, self._wake = Group(whole), Wake()
        self._poll = select.epoll()
        first = plan()
        self._table = FolderTable(first.max_folders, first.max_entries)
        self._marks = Marks(self._group, self._table, first.root)
        self._out = Outcome(self._table, self._marks.look, self._marks.target)
        self._changes = Changes(self._out, frozenset((os.getpid(),)) if own is None else own)
        self._keys = Keyring(kernel) if kernel is not None else None
        self._inbox: deque[bytes] = deque()
        self._rescan: Iterator[int] | None = None
        self._again = self._all = self._waited = False
        self._follow_at = self._tries = 0
        self._calm_at = clock.boot_ns()
        self._remote: list[str] = []
        self._told = dict.fromkeys(_LOST, 0)
        for fd in (self._group.fd, self._wake.fd):
            self._poll.register(fd, select.EPOLLIN)
        self._follow(first, None)
        self._marks.go_on(first.max_folders)

    def fileno(self) -> int | None:
        """Readable while records wait, and while this source has work of its own to go on with."""
        return self._poll.fileno()

    def read(self) -> list[Event]:
        """What came since the last call. A large backlog takes several calls; the descriptor stays readable meanwhile."""
        self._wake.calm()
        calm, bound = False, MAX_BYTES
        while not calm and bound > 0 and len(self._out.events) < MAX_EVENTS:
            calm = not self._fill() and not self._inbox
            bound -= self._work(bound)
        now = self._clock.boot_ns()
        if calm:
            self._calm_at = now
        if self._rest(calm or now - self._calm_at > _PATIENCE_NS) or not calm:
            self._wake.after(0)
        events, self._out.events = self._out.events + self._losses(), []
        self._out.counts["events"] += len(events)
        return events

    def health(self) -> SourceHealth:
        """ok, or degraded with what is not watched; the counters say how much is, and what was lost or left out."""
        counts = self._out.counts + self._marks.counts
        if self._keys is not None:
            counts += self._keys.counts
            counts["keys"] = len(self._keys)
        counts["folders"] = sum(folder.told for folder in self._table.by_key.values())
        counts["entries"] = self._table.entries
        missing = self._missing(counts)
        return SourceHealth(self.name, "degraded" if missing else "ok", "; ".join(missing), dict(counts))

    def close(self) -> None:
        """Give the marks and descriptors back. May be called twice."""
        if self._poll.closed:
            return
        self._poll.close()
        self._wake.close()
        self._group.close()

    def _fill(self) -> bool:
        """Take the kernel's queue over, which is short; True where anything was in it."""
        held, taken = sum(map(len, self._inbox)), 0
        while held + taken < MAX_INBOX_BYTES and (data := self._group.read()):
            self._inbox.append(data)
            taken += len(data)
        if taken:
            self._tries = 0
        return taken > 0

    def _work(self, bound: int) -> int:
        """Records to events, until the inbox is empty or enough came of it. New folders are marked between two records."""
        out, changes, done = self._out, self._changes, 0
        while self._inbox and done < bound and len(out.events) < MAX_EVENTS:
            data = self._inbox.popleft()
            done += len(data)
            records, corrupt = parse(data)
            wall_ns, boot_ns = self._clock.wall_ns(), self._clock.boot_ns()
            out.counts["records"] += len(records)
            out.counts["corrupt"] += corrupt
            for record in records:
                changes.take(record, wall_ns, boot_ns)
                if out.entered:
                    self._enter()
        if self._keys is not None:
            for folder, name in out.touched:
                self._keys.look_again(folder.path, name)
        out.touched.clear()
        return done

    def _enter(self) -> None:
        entered, self._out.entered = self._out.entered, []
        for folder, name, key in entered:
            self._marks.enter(folder, name, self._changes.found, key)

    def _rest(self, calm: bool) -> bool:
        """A piece of the work that can wait; True where there is more. calm: the queue is empty, or has not been for long.

        With no such work left, what waited for a record that did not come is told.
        """
        out = self._out
        if out.overflowed:
            out.overflowed, self._again = False, True
            out.counts["overflows"] += 1
            out.events.append(self._loss("queue_overflow"))
        if self._marks.waiting:
            self._marks.go_on(_PIECE)
            return True
        if out.replan and self._follow_again():
            return True
        if not calm:
            return False
        if out.dropped:
            dropped, out.dropped = out.dropped[:_PIECE], out.dropped[_PIECE:]
            self._marks.drop(dropped)
            return True
        self._changes.check()
        return self._look_on() or self._settle()

    def _settle(self) -> bool:
        if self._changes.holds and not self._waited:
            self._waited = True
            self._wake.after(_HALF_NS)
            return False
        self._waited = False
        self._changes.settle(self._clock.wall_ns())
        self._enter()
        return self._marks.waiting or len(self._changes.found) > 0

    def _follow_again(self) -> bool:
        """Look at the plan again, which may take at most a twentieth of the time; True where that led to work."""
        began = self._clock.boot_ns()
        if began < self._follow_at:
            self._wake.after(self._follow_at - began)
            return False
        self._follow(self._plan(), self._changes.found)
        now = self._clock.boot_ns()
        self._follow_at = now + 20 * (now - began)
        return True

    def _look_on(self) -> bool:
        """A piece of the look at all folders after an overflow, or at those in doubt; False where there is none to do."""
        if self._rescan is None:
            folders = self._to_look_at()
            if not folders:
                return False
            self._rescan = rescan(self._table, self._marks, self._changes.found, folders)
        names = 0
        for number in self._rescan:
            names += number + 8
            if names >= _RESCAN_NAMES:
                return True
        self._rescan = None
        self._out.counts["rescans" if self._all else "checks"] += 1
        self._all = False
        return True

    def _to_look_at(self) -> list[Folder]:
        doubts = self._marks.doubts
        doubts.update(self._out.doubted)
        self._out.doubted.clear()
        folders = list(doubts)
        doubts.clear()
        if self._again:
            self._again, self._all = False, True
            return [folder for folder in self._table.by_key.values() if folder.told]
        if folders and self._tries >= _TRIES:  # nothing moves any more, and still it is not as it should be
            self._out.counts["doubtful"] += len(folders)
            return []
        self._tries += len(folders) > 0
        return folders

    def _follow(self, plan: WatchPlan, found: Found | None) -> None:
        """Watch what the plan says. Folders watched already stay as they are."""
        self._out.replan = False
        self._remote = remote(plan)
        self._marks.follow(plan, found)
        with suppress(OSError):  # links in a circle
            self._marks.wait_for(os.fsencode(resolve(plan.root, PASSWD, plan.avoided)))
        if self._keys is not None:
            self._keys.follow(plan)
            self._out.guarded = self._keys.folders

    def _losses(self) -> list[Event]:
        """One agent.loss for each kind of record that could not be used since the last call."""
        events: list[Event] = []
        for count, reason in _LOST.items():
            total = self._out.counts[count]
            if total > self._told[count]:
                events.append(self._loss(reason, total - self._told[count], total))
                self._told[count] = total
        return events

    def _loss(self, reason: str, count: int | None = None, total: int | None = None) -> Event:
        """The kernel does not say how many records its overflow took: the count is left out."""
        now = self._clock.wall_ns()
        return AgentLoss(timestamp=now, source=SOURCE, loss_count=count, loss_total=total, loss_reason=reason, loss_where=SOURCE)

    def _missing(self, counts: dict[str, int]) -> list[str]:
        missing = [f"{number} folders refused: {why}" for why, number in self._marks.refused.items()]
        if self._remote:
            missing.append(f"on a network file system: {', '.join(self._remote[:3])}{' …' * (len(self._remote) > 3)}")
        if left := counts["left_out"]:
            missing.append(f"{left} folders left out: the bound of {self._table.max_folders} folders is reached")
        if large := counts["unlisted"]:
            missing.append(f"{large} folders have too many files to list")
        if keys := counts["keys_left_out"] + counts["keys_refused"]:
            missing.append(f"{keys} secrets or trees not known to the kernel side")
        if self._all or self._again:
            missing.append("looking at all folders again after lost records")
        return missing
