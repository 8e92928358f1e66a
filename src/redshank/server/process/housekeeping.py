"""What the server sees to by itself: room on its disk, what was refused, who is revoked or silent, what is too old to keep."""

from dataclasses import dataclass, field

from redshank.analysis.detect.engine import Engine
from redshank.core.log import Log
from redshank.server.api.parts import Gauge
from redshank.server.detect.judge import Judge, JudgeThread
from redshank.server.detect.rulebook import Rulebook
from redshank.server.detect.silence import OwnEvents, Silence
from redshank.server.ingest.enrolment import known
from redshank.server.ingest.receiver import Reception
from redshank.server.ingest.tally import Tallied
from redshank.server.process.chores import Chore
from redshank.server.process.intel import IntelDuty
from redshank.server.settings import ServerSettings
from redshank.server.store.control import agents, baselines, refusals, sessions
from redshank.server.store.control.database import Control
from redshank.server.store.event_store import EventStore
from redshank.server.store.hub import Hub
from redshank.server.suppress.book import SuppressionBook
from redshank.wire.messages import LANES

BULK_LANE = 3
DAY_NS = 86_400 * 1_000_000_000


@dataclass(frozen=True, slots=True)
class House:
    """Everything the chores work on."""

    settings: ServerSettings
    control: Control
    events: EventStore
    reception: Reception
    judge: Judge
    waiting: JudgeThread
    hub: Hub
    silence: Silence
    own: OwnEvents
    rulebook: Rulebook
    book: SuppressionBook
    log: Log
    intel: IntelDuty | None = None
    _told: set[str] = field(default_factory=set)

    def chores(self) -> list[Chore]:
        """All of them. agents: revoked ones are out within a few seconds."""
        return [
            Chore("disk", 2.0, self.look_at_disk),
            Chore("agents", 2.0, self.look_at_agents),
            Chore("refusals", 2.0, self.write_refusals, last=True),
            Chore("rules", 1.0, self.look_at_rules),
            Chore("suppressions", 1.0, self.look_at_suppressions, last=True),
            Chore("age", 3_600.0, self.drop_old),
            *(self.intel.chores() if self.intel is not None else ()),
        ]

    def gauges(self) -> list[Gauge]:
        """How the stages are."""
        joiner, refused, engine = self.reception.joiner, self.reception.tally.totals(), self.judge.engine
        return [
            Gauge("redshank_unstored_events", "gauge", "events that wait to be stored", joiner.waiting_events),
            Gauge("redshank_unjudged_events", "gauge", "events that are stored and wait to be judged", self.waiting.waiting_events),
            Gauge("redshank_judged_events_total", "counter", "events judged since the start", self.judge.judged_events),
            Gauge("redshank_judge_failed_batches_total", "counter", "batches that broke detection", self.waiting.failed),
            Gauge("redshank_rule_failures_total", "counter", "events on which a rule failed", engine.counters["failures"]),
            Gauge("redshank_rules", "gauge", "rules in force", self.rulebook.detection.rule_count),
            Gauge("redshank_rules_refused", "gauge", "rules that could not be loaded", len(self.rulebook.detection.refused)),
            Gauge("redshank_rules_disabled", "gauge", "rules that failed too often or cost too much, and are off", len(engine.disabled)),
            Gauge("redshank_hidden_matches_total", "counter", "matches that filters and suppressions hid", engine.counters["hidden"]),
            Gauge("redshank_suppressions_unused", "gauge", "suppressions in force that hide nothing", len(self.book.unused)),
            Gauge("redshank_refused_since_start_total", "counter", "things refused since the start", sum(refused.values())),
            *(self.intel.gauges() if self.intel is not None else ()),
            Gauge(
                "redshank_disk_refused_lanes",
                "gauge",
                "lanes refused because the disk is filling up",
                len(self.reception.ladder.step.refused),
            ),
        ]

    def trouble(self) -> str:
        """What is not taken or not judged now, as a sentence; "" where all is."""
        step = self.reception.ladder.step
        off = len(self.judge.engine.disabled)
        told = [f"disk: {step.word}"] if step.refused else []
        return "; ".join(told + ([f"rules switched off: {off}"] if off else []))

    def look_at_disk(self) -> None:
        """Moves along the ladder of a disk that fills up, and says so."""
        ladder = self.reception.ladder
        if ladder.look():
            say = self.log.info if ladder.step.word == "ok" else self.log.warning
            say("server.disk", step=ladder.step.word, refused_lanes=sorted(ladder.step.refused))

    def look_at_agents(self) -> None:
        """Takes in who enrolled or was revoked elsewhere; tells of agents that fell silent or whose key is in two places."""
        with self.control.read() as connection:
            records = agents.all_agents(connection)
        self.reception.registry.replace([known(record) for record in records])
        for change in self.silence.look(records):
            self.hub.publish("agent", key=change.agent.agent_id)
            if change.state == "silent":
                detail = f"nothing heard for {change.silence_s:.0f} s, and it said no goodbye"
                self.reception.joiner.submit_own(self.own.tamper(change.agent, "silent", detail, change.silence_s))
        for agent_id, blind_s in self.judge.canaries.look():
            for agent in (one for one in records if one.agent_id == agent_id and one.revoked_at is None):
                detail = f"it sends, but no sign of its own canary has come for {blind_s:.0f} s: what happens there is not seen"
                self.reception.joiner.submit_own(self.own.tamper(agent, "blind", detail, blind_s))
        for agent in self.silence.forked(records):
            self.reception.joiner.submit_own(self.own.tamper(agent, "copied", "two agents send different events under one key"))

    def look_at_rules(self) -> None:
        """Takes in rules that changed on disk; says each rule that failed or was switched off, once."""
        if self.rulebook.look(self._offer):
            self._told.clear()
        for sentence in self.rulebook.detection.troubles():
            if sentence not in self._told:
                self._told.add(sentence)
                self.log.warning("rules.trouble", rule=sentence)

    def look_at_suppressions(self) -> None:
        """Takes in suppressions that were made, changed or ran out; writes down what they hid."""
        self.book.look(self.rulebook.detection.engine)
        self.book.note(self.judge.engine)

    def write_refusals(self) -> None:
        """Writes down what was refused since the last time."""
        self.reception.tally.flush(self._save)

    def drop_old(self) -> None:
        """Drops events and sessions that are too old to keep."""
        now_ns = self.reception.clock.wall_ns()
        for lane in LANES:
            days = self.settings.keep_bulk_days if lane == BULK_LANE else self.settings.keep_days
            if gone := self.events.expire(lane, now_ns - days * DAY_NS):
                self.log.info("events.expired", lane=lane, events=gone)
        with self.control.write() as connection:
            sessions.prune(connection, now_ns)
            baselines.prune(connection, now_ns // 1_000_000_000)

    def _offer(self, engine: Engine) -> None:
        """New rules judge with the suppressions in place."""
        self.book.equip(engine)
        self.judge.offer(engine)

    def _save(self, tallied: list[Tallied]) -> None:
        now_ns = self.reception.clock.wall_ns()
        with self.control.write() as connection:
            for one in tallied:
                refusals.count(connection, one.agent_id, one.kind, one.count, now_ns)
                if one.sample:
                    refusals.keep(connection, one.agent_id, one.kind, one.sample, now_ns)
