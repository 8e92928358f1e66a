"""The agent's worker: what the sensor sees goes into the spool, what is in the spool goes to the server, and both are told of."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from redshank.core import memory
from redshank.core.clock import Clock
from redshank.core.errors import HostError
from redshank.events import Event
from redshank.events._generated.types import AgentLoss, AgentTamper
from redshank.host.agent_settings import AgentSettings
from redshank.host.canary import FOLDER
from redshank.host.counters import Counters
from redshank.host.facts import boot_id, host_facts, resident_bytes
from redshank.host.heartbeat import Condition, HeartState, heartbeat
from redshank.host.identity import Identity, read_identity
from redshank.host.integrity.profiles import FileSettings
from redshank.host.kept import kept_sequences
from redshank.host.keys import read_key
from redshank.host.last_run import forget_ends, read_last_run
from redshank.host.look_back import open_look_back
from redshank.host.redact.key import read_or_make
from redshank.host.redact.redactor import Redactor
from redshank.host.self_care import SelfCare
from redshank.host.sensor.compose import Host, SensorSettings, open_sensor
from redshank.host.sensor.keeping import NOTHING_KEPT, Keeping
from redshank.host.sensor.logins.choose import Past
from redshank.host.sensor.logins.places import SavedPlaces, decode, encode
from redshank.host.sensor.sensor import Sensor
from redshank.host.sensor.source import SourceHealth
from redshank.host.spool import Spool, SpoolSettings, open_spool
from redshank.host.state_file import EVERY_S, AgentState, Ending, SourceState, read_state, write_state
from redshank.host.state_folder import StateFolder
from redshank.host.uplink import Account, Uplink
from redshank.host.worker_life import Life
from redshank.wire.messages import HostFacts

WAIT_S = 0.2
RESTART = 75
"""Exit status that asks the guardian for a new worker (EX_TEMPFAIL of sysexits.h)."""
BEAT_S = 1.0
LOOK_BACK_NS = 24 * 3600 * 1_000_000_000
LOG_PLACES = "logs.json"
BASELINE = "baseline.db"
_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What an agent is started with. say: takes a line for people; tell: a message for whoever started it.

    settings_file: where its settings come from; a change of it is told."""

    agent: AgentSettings
    sensor: SensorSettings
    spool: SpoolSettings
    life: Life
    say: Callable[[str], None]
    tell: Callable[[dict[str, Any]], None]
    settings_file: Path | None = None
    files: FileSettings = field(default_factory=FileSettings)


def open_account(folder: StateFolder) -> Account:
    """Who the agent is. Raises HostError where this host was not enrolled, or its files are damaged."""
    identity, key = read_identity(folder), read_key(folder)
    if identity is None or key is None:
        raise HostError(f"{folder.path}: this host is not enrolled: redshank agent enrol --server URL --token-file FILE")
    return Account(identity, key, Counters(folder))


def run_worker(plan: Plan, folder: StateFolder, clock: Clock, stop: Sequence[int]) -> int:
    """Watch this host until `stop` holds a signal; 0. Raises HostError where it cannot begin.

    The spool comes first, so that whatever is seen has a place; then the uplink, whose greeting takes its time while the
    programs are loaded; then the sensor.
    """
    if not folder.lock():
        raise HostError(f"{folder.path}: another agent is at work here")
    account = open_account(folder)
    before = read_state(folder)
    last = read_last_run(folder, before)
    with ExitStack() as ending:
        spool = open_spool(folder.path / "spool", plan.spool, clock)
        ending.callback(spool.close)
        spool.append(last.events(clock, boot_id()))
        forget_ends(folder)
        keeping = Keeping(account.identity.agent_id, kept_sequences(spool)) if plan.agent.pin else None
        facts = host_facts()
        uplink = Uplink(account, spool, facts, clock)
        ending.callback(uplink.close)
        uplink.start()
        (folder.path / FOLDER).mkdir(mode=0o700, exist_ok=True)
        watched = replace(plan.sensor, watch=(*plan.sensor.watch, str(folder.path.absolute() / FOLDER)))
        redactor = Redactor(read_or_make(folder, os.urandom))
        host = Host(past_of(folder, before, clock), plan.files, folder.path / BASELINE, keeping or NOTHING_KEPT, redactor)
        sensor = open_sensor(watched, None, clock, plan.say, host)
        ending.callback(sensor.close)
        if plan.agent.sweep:
            sensor.add_source(open_look_back(clock, plan.agent.sweep_hours * 3600.0, folder))
        files = (plan.settings_file,) if plan.settings_file else ()
        care = SelfCare(plan.agent, sensor, clock, folder.path.absolute(), files)
        ending.callback(care.close)
        agent = Agent(plan, folder, account.identity, facts, clock, sensor, spool, uplink, care)
        agent.begin()
        while not stop and not plan.life.guardian_is_gone():
            agent.step(WAIT_S)
            if care.wants_restart and plan.life.guardian_pid is not None:
                return agent.give_way()
        agent.end()
    return 0


def past_of(folder: StateFolder, before: AgentState | None, clock: Clock) -> Past:
    """How far the logs are looked back over: to where the last run had told them; the day before a first start."""
    known = decode(folder.read(LOG_PLACES))
    since_ns = clock.wall_ns() - LOOK_BACK_NS
    if known is None and before is not None:
        since_ns = max(since_ns, before.now_ns)  # the places are lost, but not when we last read
    return Past(since_ns, known)


@dataclass(slots=True)
class Agent:
    """A running agent."""

    plan: Plan
    folder: StateFolder
    identity: Identity
    facts: HostFacts
    clock: Clock
    sensor: Sensor
    spool: Spool
    uplink: Uplink
    care: SelfCare
    losses: Counter[str] = field(default_factory=Counter)
    ending: Ending = ""
    _boot_id: str = field(default_factory=boot_id)
    _started_ns: int = 0
    _started_cpu_s: float = 0.0
    _next_heartbeat: int = 0
    _next_writing: int = 0
    _next_beat: int = 0
    _guardian_stopped: bool = False
    _sources: Sequence[SourceHealth] = ()
    _places: SavedPlaces | None = None

    def begin(self) -> None:
        """Say that this host is watched, and what is missing."""
        memory.settle()
        self._guard()
        self._started_ns, self._started_cpu_s = self.clock.wall_ns(), time.process_time()
        self.spool.append([self._heartbeat("started")])
        self._next_heartbeat = self.clock.boot_ns() + self.plan.agent.heartbeat_s * _NS
        missing = [f"{one.name} {one.state}: {one.detail}" for one in self._sources if one.state != "ok"]
        for sentence in missing:
            self.plan.say(sentence)
        self.plan.say(f"watching as agent {self.identity.agent_id} of {self.identity.server}")
        self.plan.tell({"kind": "watching", "detail": "; ".join(missing)})
        self.plan.life.beat(watching=True)

    def step(self, wait_s: float) -> None:
        """One turn: what came goes into the spool; what is due is done."""
        events = self.sensor.read(wait_s)
        self._keep(events)
        self.sensor.settle()  # only now may the kernel write over it
        self._keep(self.care.turn(events))
        if events:
            self._keep_places()
        now = self.clock.boot_ns()
        if now >= self._next_beat:
            self._next_beat = now + int(BEAT_S * _NS)
            self.plan.life.beat()
        if now >= self._next_heartbeat:
            self._next_heartbeat = now + self.plan.agent.heartbeat_s * _NS
            self._keep([*self._look_at_guardian(), self._heartbeat("running")])
        if now >= self._next_writing:
            self._next_writing = now + int(EVERY_S * _NS)
            self.uplink.tend()
            self.write_down()

    def end(self) -> None:
        """The last words, and their way to the server. Whose guardian was killed does not take leave: the silence that
        follows shall be noticed."""
        self._keep(self.sensor.read(0))
        self._keep(self.sensor.last_words())
        self.sensor.settle()
        self._keep_places()
        if self.plan.life.guardian_is_gone():
            self.ending = "deserted"
            detail = "the guardian has ended; so does the worker, and whoever started the agent has to start it again"
            self._keep([AgentTamper(timestamp=self.clock.wall_ns(), source="agent", tamper_what="killed", tamper_detail=detail)])
        else:
            self.ending = "stopped"
            self._keep([self._heartbeat("stopping")])
            self.sensor.take_leave()
        self.sensor.close()
        self.spool.sync()
        self.uplink.close()
        self.write_down()

    def give_way(self) -> int:
        """Too much memory in spite of all: the guardian starts a new worker, which goes on where we stop."""
        self._keep(self.sensor.read(0))
        self.sensor.settle()
        self.plan.say(f"over the memory ceiling of {self.plan.agent.memory_bytes >> 20} MiB: a new worker goes on")
        self.spool.sync()
        self.write_down()
        return RESTART

    def write_down(self) -> None:
        """The state file, as it is now; a disk that takes nothing must not end the agent."""
        with suppress(OSError):
            write_state(self.folder, self._state())

    def _keep(self, events: Sequence[Event]) -> None:
        if events:
            self.spool.append(events)
            for event in events:
                if isinstance(event, AgentLoss):
                    self.losses[f"{event.loss_reason} {event.loss_where}"] += event.loss_count or 1

    def _keep_places(self) -> None:
        """Write down how far the logs were told, once their events are in the spool: the next run goes on there."""
        if (places := self.sensor.log_places()) is None or places == self._places:
            return
        self._places = places
        with suppress(OSError):
            self.folder.write(LOG_PLACES, encode(places), durable=False)

    def _guard(self) -> None:
        """From now on the kernel side tells who signals the agent; and what it could not hand over is told."""
        kernel, guardian = self.sensor.kernel, self.plan.life.guardian_pid
        if kernel is None:
            return
        kernel.guard({os.getpid(): 1} | ({guardian: 2} if guardian else {}))
        if kernel.attached.unread:
            detail = AgentLoss(timestamp=self.clock.wall_ns(), source="agent", loss_reason="other_version", loss_where="ring")
            self._keep([detail])

    def _look_at_guardian(self) -> Iterable[Event]:
        """A word about a guardian that was stopped, once."""
        before, self._guardian_stopped = self._guardian_stopped, self.plan.life.guardian_is_stopped()
        if self._guardian_stopped and not before:
            yield AgentTamper(timestamp=self.clock.wall_ns(), source="agent", tamper_what="frozen", tamper_detail="the guardian is stopped")

    def _heartbeat(self, state: HeartState) -> Event:
        self._sources = self.sensor.health()
        spool = self.spool.health()
        ledger = self.care.ledger(lambda place: spool.dropped.get(place, 0))
        condition = Condition([*self._sources, self.care.health()], spool, resident_bytes(), self.care.canary_s, ledger)
        return heartbeat(state, self.plan.agent.heartbeat_s, condition, self.facts, self.clock.wall_ns())

    def _state(self) -> AgentState:
        identity, life = self.identity, self.plan.life
        if not self.ending:
            self._sources = self.sensor.health()
        spool = self.spool.health()
        return AgentState(
            agent_id=identity.agent_id,
            host_id=identity.host_id,
            server=identity.server,
            version=self.facts.agent_version,
            pid=os.getpid(),
            guardian_pid=life.guardian_pid,
            started_ns=self._started_ns,
            now_ns=self.clock.wall_ns(),
            boot_ns=self.clock.boot_ns(),
            boot_id=self._boot_id,
            ending=self.ending,
            cpu_s=time.process_time() - self._started_cpu_s,
            memory_bytes=resident_bytes(),
            sources=[SourceState(one.name, one.state, one.detail, one.counters) for one in [*self._sources, self.care.health()]],
            spool=spool.flat(),
            uplink=self.uplink.health(),
            losses=dict(self.losses),
            kernel={} if self.ending else self.care.report(lambda place: spool.dropped.get(place, 0)),
        )
