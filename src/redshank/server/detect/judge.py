"""The hop that judges: stored batches through the rules, their alerts kept together with how far it came.

A snapshot of what the rules remember is written now and then. After a crash everything above the snapshot is judged
again: the same events in the same order give the same alerts with the same ids, so that nothing is told twice.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Connection

from redshank.analysis.detect.engine import Engine
from redshank.analysis.detect.reasons import Reasons, reasons
from redshank.analysis.detect.sigma.tree import AnyRule
from redshank.analysis.incidents.joining import Joiner as IncidentJoiner
from redshank.core.clock import Clock
from redshank.core.errors import InputError, StoreError
from redshank.core.log import Log
from redshank.events import Event
from redshank.events.codec import to_flat
from redshank.findings.alert import Alert, Clause
from redshank.server.detect import snapshot
from redshank.server.detect.canaries import Canaries
from redshank.server.ingest.keep import Stored, in_order, stored_above
from redshank.server.store.control import agents, baselines, detection, incidents
from redshank.server.store.control.database import Control
from redshank.server.store.event_store import EventStore, Query

MAX_WAITING_EVENTS = 20_000
"""Between store and rules; beyond it agents are asked to wait."""
SNAPSHOT_S = 2.0
SNAPSHOT_SHARE = 20
"""A snapshot that took long is not made again before this many times as long has passed."""
RETRY_S = 0.5
LOOK_BACK_NS = 3_600 * 1_000_000_000
"""Judged again where there is no snapshot to go on from: the longest time for which rules usually join repeats."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class First:
    """An agent's first event, alert or Severity 1 alert. what: as `agents.mark_first` takes it. title: of the alert."""

    what: agents.First
    agent: agents.AgentRecord
    at_ns: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a batch and is kept. revision: the highest of the alerts, 0 where none changed. beats: agents that told how they are.

    incident: the highest revision of the incidents, 0 where none changed.
    """

    revision: int = 0
    firsts: tuple[First, ...] = ()
    beats: tuple[str, ...] = ()
    incident: int = 0


@dataclass(slots=True)
class Judge:
    """Puts batches through the rules and keeps what comes of it. Belongs to one thread."""

    engine: Engine
    control: Control
    clock: Clock
    log: Log
    position: int = 0
    judged_events: int = 0
    joiner: IncidentJoiner = field(default_factory=IncidentJoiner)
    canaries: Canaries = field(default_factory=lambda: Canaries(time.monotonic))
    stopping: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    """Held while a batch is judged: who looks at what the rules remember takes it meanwhile."""
    _begun: set[str] = field(default_factory=set)
    _seen_ns: dict[str, int] = field(default_factory=dict)
    _snapshot_due: float = 0.0
    _is_ahead: bool = False
    """The rules took something in whose alerts were not kept."""
    _offered: Engine | None = None

    def offer(self, engine: Engine) -> None:
        """Judge by these rules from the next batch on. May be called by any thread."""
        self._offered = engine

    def missed(self, events: EventStore, until: int) -> Iterator[Stored]:
        """What was stored and not yet judged, up to position `until`, once the snapshot is taken up.

        Each batch is to be judged before the next one is asked for. Waits while a store does not answer.
        """
        self._open(events)
        while not self.stopping.is_set() and self.position < until:
            try:
                for position, rows in stored_above(events, self.position):
                    if position > until or self.stopping.is_set():
                        return
                    yield Stored(position, in_order(row.event for row in rows), live=False)
            except StoreError as error:
                self._wait("detect.read", error)
            else:
                return

    def judge(self, batch: Stored) -> Verdict | None:
        """One batch; returns once what came of it is kept, None where we are told to stop before it is."""
        self._take_offered()
        with self.lock:
            found = self.engine.detect(batch.events)
        alerts = [alert for alert in found if not alert.hidden]
        if batch.live:
            self.canaries.take(batch.events, (alert.event for alert in found if alert.hidden))
        self.joiner.visits.observe(batch.events)
        taken = self.joiner.take(alerts)
        self.position = max(self.position, batch.position)
        state = self._snapshot() if time.monotonic() >= self._snapshot_due else None
        beats = {event.agent_id: event for event in batch.events if event.event_action == "agent.heartbeat" and event.agent_id}
        fresh = {event.agent_id for event in batch.events if event.agent_id and not event.event_action.startswith("agent.")} - self._begun

        def keep(connection: Connection) -> Verdict:
            now_ns = self.clock.wall_ns()
            saved = detection.save(connection, alerts, self.position, state, now_ns)
            told = incidents.save(connection, taken)
            baselines.save(connection, self.engine.novelty.changes)
            for agent_id, event in beats.items():
                heard_ns = now_ns if batch.live else self._seen_ns.get(agent_id, now_ns)
                agents.heartbeat(connection, agent_id, heard_ns, to_flat(event))
            firsts = [*_first_events(connection, fresh, now_ns), *_first_alerts(connection, saved, alerts)]
            return Verdict(max(saved.revisions, default=0), tuple(firsts), tuple(beats), max(told, default=0))

        verdict = self._until_done("detect.save", lambda: self._written(keep))
        if verdict is None:
            self._is_ahead = True
            return None
        self.engine.novelty.written()
        self._begun |= fresh
        self.judged_events += len(batch.events)
        return verdict

    def reasons(self, rule_id: str, event: Event) -> Reasons | None:
        """Why a rule in force fires on an event or does not, by what is remembered between two batches. May be called by any thread."""
        with self.lock:
            engine = self.engine
            rule = engine.rules.get(rule_id)
            return reasons(engine.remembered(), rule, event, self._silenced) if rule is not None else None

    def _silenced(self, rule: AnyRule, event: Event) -> Clause | None:
        """The filter or suppression that takes the rule's alert on this event away, as a clause."""
        hidden = self.engine.filters.would_hide(rule.id, (event,), self.clock.wall_ns)
        return Clause(f"{hidden.filter_title} ({hidden.filter_id})", "", None, None, matched=True) if hidden is not None else None

    def close(self) -> None:
        """Writes down what the rules remember, if the control store answers and has the alerts of all they took in."""
        if self._is_ahead:
            return
        state = self._snapshot()
        try:
            with self.control.write() as connection:
                detection.save(connection, [], self.position, state, self.clock.wall_ns())
        except StoreError as error:
            self.log.warning("detect.snapshot", kind=error.kind, error=error)

    def _take_offered(self) -> None:
        """Changes to the rules that were offered. They remember what the old ones did, but for rules that mean something else now."""
        if (engine := self._offered) is None:
            return
        self._offered = None
        engine.restore(self.engine.snapshot())
        engine.novelty.take_over(self.engine.novelty)
        self.engine = engine
        self._snapshot_due = 0.0

    def _open(self, events: EventStore) -> None:
        """Takes up what the rules remembered, and from where to go on."""

        def read() -> tuple[detection.Progress, list[agents.AgentRecord], IncidentJoiner]:
            with self.control.read() as connection:
                known = incidents.load(connection, self.clock.wall_ns())
                baselines.restore(connection, self.engine.novelty)
                return detection.load(connection), agents.all_agents(connection), known

        if (found := self._until_done("detect.load", read)) is None:
            self._is_ahead = True
            return
        progress, known, self.joiner = found
        self._begun = {one.agent_id for one in known if one.first_event_at is not None}
        self._seen_ns = {one.agent_id: one.last_seen or one.enrolled_at for one in known}
        if self._restore(progress.snapshot):
            self.position = progress.snapshot_cursor
        else:
            self.position = self._until_done("detect.read", lambda: self._an_hour_back(events, progress.cursor)) or 0

    def _written(self, keep: Callable[[Connection], T]) -> T:
        with self.control.write() as connection:
            return keep(connection)

    def _until_done(self, what: str, do: Callable[[], T]) -> T | None:
        """Tries again while a store does not answer: nothing is skipped. None where we are told to stop."""
        while True:
            try:
                return do()
            except StoreError as error:
                if self._wait(what, error):
                    return None

    def _wait(self, what: str, error: StoreError) -> bool:
        self.log.warning(what, kind=error.kind, error=error)
        return self.stopping.wait(RETRY_S)

    def _snapshot(self) -> bytes:
        begin = time.monotonic()
        state = snapshot.pack(self.engine.snapshot())
        end = time.monotonic()
        self._snapshot_due = end + max(SNAPSHOT_S, SNAPSHOT_SHARE * (end - begin))
        return state

    def _restore(self, data: bytes | None) -> bool:
        if data is None:
            return False
        try:
            self.engine.restore(snapshot.unpack(data))
        except (InputError, KeyError, IndexError, TypeError, ValueError) as error:
            self.log.error("detect.snapshot", error=f"{type(error).__name__}: {error}", then="the last hour is judged again")
            return False
        return True

    def _an_hour_back(self, events: EventStore, cursor: int) -> int:
        """The position before the first event of the last hour; at the very first start all there is."""
        recent = events.query(Query(since_ns=self.clock.wall_ns() - LOOK_BACK_NS, order="position", limit=1))
        return min(cursor, recent[0].position - 1) if recent else cursor


def _first_events(connection: Connection, fresh: set[str], now_ns: int) -> list[First]:
    found = []
    for agent_id in sorted(fresh):
        if agents.mark_first(connection, agent_id, "event", now_ns) and (record := agents.get(connection, agent_id)):
            found.append(First("event", record, now_ns))
    return found


def _first_alerts(connection: Connection, saved: detection.Saved, alerts: Sequence[Alert]) -> list[First]:
    found = []
    for mark in saved.marks:
        of_agent = (one for one in alerts if one.event.agent_id == mark.agent_id)
        title = next((one.title for one in of_agent if mark.what == "alert" or one.severity == 1), "")
        if record := agents.get(connection, mark.agent_id):
            found.append(First(mark.what, record, mark.at_ns, title))
    return found


class JudgeThread:
    """Stored batches that wait to be judged, and the thread that does it, in order. judge: one batch. close: at the end.

    failed: batches that broke the hop; each was said and passed over.
    """

    def __init__(self, judge: Callable[[Stored], None], close: Callable[[], None], stopping: threading.Event, log: Log) -> None:
        self._judge, self._close, self._stopping, self._log = judge, close, stopping, log
        self.failed = 0
        self._changed = threading.Condition()
        self._waiting: deque[Stored] = deque()  # bounded: whoever stores asks has_room first
        self._events = 0
        self._thread: threading.Thread | None = None

    def start(self, missed: Iterable[Stored]) -> None:
        """Begin with what was missed; what is given meanwhile waits."""
        self._thread = threading.Thread(target=self._run, args=(missed,), name="judge", daemon=True)
        self._thread.start()

    def has_room(self) -> bool:
        """False while so much waits that no more should be stored."""
        return self._events < MAX_WAITING_EVENTS

    @property
    def waiting_events(self) -> int:
        """Events that are stored and not yet judged."""
        return self._events

    def take(self, batch: Stored) -> None:
        """Judge this after all that waits."""
        with self._changed:
            self._waiting.append(batch)
            self._events += len(batch.events)
            self._changed.notify()

    def stop(self, timeout_s: float) -> bool:
        """End after the batch at hand, with a snapshot; whether that was done in time. The rest is judged at the next start."""
        self._stopping.set()
        with self._changed:
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(timeout_s)
        return self._thread is None or not self._thread.is_alive()

    def _run(self, missed: Iterable[Stored]) -> None:
        for batch in missed:
            self._one(batch)
        while (waiting := self._next()) is not None:
            self._one(waiting)
            with self._changed:
                self._events -= len(waiting.events)
        self._close()

    def _one(self, batch: Stored) -> None:
        try:
            self._judge(batch)
        except Exception as error:  # the hop's outer loop: one batch must not end judging for all that follow
            self.failed += 1
            self._log.error("detect.batch", position=batch.position, events=len(batch.events), error=f"{type(error).__name__}: {error}")

    def _next(self) -> Stored | None:
        with self._changed:
            while not self._waiting and not self._stopping.is_set():
                self._changed.wait()
            return None if self._stopping.is_set() else self._waiting.popleft()
