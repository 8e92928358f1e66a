"""File events on their way through the worker: held until they are examined, in order, at most half a second."""

from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from redshank.core.clock import Clock
from redshank.events import Event
from redshank.events._generated.types import BY_NAME, FileAttrib, FileCreate, FileDelete, FileModify, FileRename
from redshank.host.integrity.budget import Budget
from redshank.host.integrity.examiner import Change, Examiner, Finding
from redshank.host.integrity.worker import Order, Worker

HELD_NS = 500_000_000
SETTLE_NS = 1_000_000_000
"""After its last change a file is looked at once more: what was written after the first look is told then."""
MAX_SETTLING = 4_096
MAX_AT_ONCE = 64
_SHARE, _RESERVE_NS = 0.1, 500_000_000
"""Of one processor, for reading what changed; and what may be used at once."""
KINDS = (FileCreate, FileModify, FileDelete, FileRename, FileAttrib)
_OF_WHO = (*Event.__struct_fields__, "file_path", "file_name", "file_inode", "file_watch", "file_type", "file_profile")
FileEvent = FileCreate | FileModify | FileDelete | FileRename | FileAttrib


@dataclass(slots=True)
class _Batch:
    events: list[FileEvent]
    findings: dict[int, Finding]
    order: Order | None
    end: int


class HeldChanges:
    """Takes file events, gives them back examined. counts: examined, late, unexamined (too many), settled."""

    def __init__(self, worker: Worker, examiner: Callable[[], Examiner | None], clock: Clock) -> None:
        self._worker, self._examiner, self._clock = worker, examiner, clock
        self._held: deque[_Batch] = deque()
        self._settling: OrderedDict[str, tuple[int, FileEvent]] = OrderedDict()
        self._settled: deque[tuple[FileEvent, Finding]] = deque()
        self._budget = Budget(_SHARE, _RESERVE_NS, clock.boot_ns())
        self.counts: Counter[str] = Counter()

    def take(self, events: list[FileEvent]) -> list[Event]:
        """What is ready, with these behind it: oldest first."""
        now = self._clock.boot_ns()
        for at in range(0, len(events), MAX_AT_ONCE):
            self._hold(events[at : at + MAX_AT_ONCE], now)
        self._settle(now)
        return self._ready(now)

    def flush(self) -> list[Event]:
        """All that is held, after waiting for it."""
        for batch in self._held:
            if batch.order is not None:
                batch.order.done.wait(max(batch.end - self._clock.boot_ns(), 0) / 1e9)
        return self._ready(self._clock.boot_ns() + HELD_NS)

    def _hold(self, events: list[FileEvent], now: int) -> None:
        batch = _Batch(events, {}, None, now + HELD_NS)
        if self._budget.allows(now):
            batch.order = self._worker.order(lambda: self._examine(batch))
        self.counts["unexamined"] += len(events) if batch.order is None else 0
        self._held.append(batch)
        for event in events:
            if event.file_path and not isinstance(event, FileDelete) and event.file_type in ("file", None):
                self._settling.pop(event.file_path, None)
                self._settling[event.file_path] = (now + SETTLE_NS, event)
        while len(self._settling) > MAX_SETTLING:
            self._settling.popitem(last=False)
            self.counts["unsettled"] += 1

    def _examine(self, batch: _Batch) -> None:
        """On the worker's thread. Neighbours about one path are one story, and looked at once."""
        examiner, began = self._examiner(), self._clock.boot_ns()
        if examiner is None:
            return
        at = 0
        while at < len(batch.events):
            end = at + 1
            while end < len(batch.events) and _same_story(batch.events[at], batch.events[end]):
                end += 1
            finding = examiner.examine(change_of(batch.events[at], batch.events[end - 1]))
            batch.findings.update((number, finding) for number in range(at, end))
            at = end
        examiner.commit()
        self._budget.take(self._clock.boot_ns() - began)

    def _ready(self, now: int) -> list[Event]:
        ready: list[Event] = []
        while self._held and (self._held[0].order is None or self._held[0].order.done.is_set() or now >= self._held[0].end):
            batch = self._held.popleft()
            done = batch.order is not None and batch.order.done.is_set()
            self.counts["late"] += len(batch.events) if batch.order is not None and not done else 0
            for number, event in enumerate(batch.events):
                finding = batch.findings.get(number) if done else None
                ready.append(described(event, finding) if finding is not None else event)
        while self._settled:
            event, finding = self._settled.popleft()
            ready.append(later(event, finding, self._clock.wall_ns()))
            self.counts["settled"] += 1
        return ready

    def _settle(self, now: int) -> None:
        due = list[tuple[str, FileEvent]]()
        while self._settling and len(due) < MAX_AT_ONCE:
            path, (when, event) = next(iter(self._settling.items()))
            if when > now or not self._budget.allows(now):
                break
            del self._settling[path]
            due.append((path, event))
        if due:
            self._worker.order(lambda: self._look_again(due))

    def _look_again(self, due: list[tuple[str, FileEvent]]) -> None:
        examiner, began = self._examiner(), self._clock.boot_ns()
        if examiner is None:
            return
        for path, event in due:
            if (finding := examiner.settle(path)) is not None:
                self._settled.append((event, finding))
        examiner.commit()
        self._budget.take(self._clock.boot_ns() - began)


def _same_story(one: FileEvent, other: FileEvent) -> bool:
    plain = (FileCreate, FileModify, FileAttrib)
    kinds = isinstance(one, plain) and isinstance(other, plain)
    return kinds and one.file_path == other.file_path and one.process_scope_pid == other.process_scope_pid


def change_of(first: FileEvent, last: FileEvent) -> Change:
    """One look for neighbours: attributes only where no more was told."""
    kind = first.event_action if first.event_action != "file.attrib" else last.event_action
    return Change(kind, first.file_path or "", getattr(first, "file_old_path", None), last.file_inode, first.process_executable)


def described(event: FileEvent, finding: Finding) -> Event:
    """The event with what was found; of another kind where that was found."""
    kind = BY_NAME[finding.kind] if finding.kind and isinstance(event, FileAttrib) else type(event)
    told = event if kind is type(event) else kind(**{name: getattr(event, name) for name in event.__struct_fields__})
    put(told, finding.values)
    return told


def later(event: FileEvent, finding: Finding, now_ns: int) -> Event:
    """A further change of the same file by the same process, as it was found when it had settled."""
    told = FileModify(**{name: getattr(event, name) for name in _OF_WHO})
    told.timestamp = told.event_created = now_ns
    put(told, finding.values)
    return told


def put(event: Event, values: dict[str, Any]) -> None:
    """Set these attributes, as far as this kind of event has them."""
    for name, value in values.items():
        setattr(event, name, value)
