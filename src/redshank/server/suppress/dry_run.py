"""A rule or a suppression tried on the events that are stored: bounded in time and rows, and gentle to whoever else works."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from redshank.analysis.detect.engine import Engine
from redshank.analysis.detect.selftest import needed_rules
from redshank.analysis.detect.sigma.filter import types_of
from redshank.analysis.detect.sigma.load import RuleSet
from redshank.analysis.detect.sigma.tree import AnyRule, Rule
from redshank.analysis.detect.suppression import Suppression
from redshank.core.errors import InputError
from redshank.events import Event
from redshank.events.values import rfc3339
from redshank.server.store.event_store import Condition, EventStore, Query
from redshank.server.suppress.kept_alerts import hides
from redshank.server.suppress.rules import Rules

PAGE = 1_000
MAX_EVENTS = 200_000
MAX_S = 8.0
MAX_PAUSE_S = 0.25
"""After each page it sleeps as long as the page took, up to this: at most half a core."""
MAX_SAMPLES = 10
MAX_HOSTS = 200
After = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be looked at. after: where an earlier run ended, to go on from there."""

    since_ns: int
    until_ns: int
    after: After | None = None
    max_events: int = MAX_EVENTS
    max_s: float = MAX_S


@dataclass(slots=True)
class Found:
    """What came of it so far. looked_at: events read, only of the kinds that matter; stored: events there are of every kind and age.

    matches: firings it would have raised, or hidden. alerts: different ones. reached_ns: how far in time it came.
    after: where to go on, None at the end.
    """

    looked_at: int = 0
    stored: int = 0
    matches: int = 0
    failures: int = 0
    alerts: set[str] = field(default_factory=set)
    by_day: Counter[str] = field(default_factory=Counter)
    by_host: Counter[str] = field(default_factory=Counter)
    samples: list[Event] = field(default_factory=list)
    reached_ns: int = 0
    after: After | None = None

    @property
    def complete(self) -> bool:
        """Whether all that was asked for was looked at."""
        return self.after is None


def no_progress(_: Found) -> None:
    """Nobody is told."""


def of_rule(events: EventStore, rule: AnyRule, rules: Rules, asked: Asked, progress: Callable[[Found], None] = no_progress) -> Found:
    """What a rule would have raised. rules: among which it finds those it names. progress: told after each page."""
    return _run(events, _Trial(rule, rules, None), (), asked, progress)


def of_suppression(
    events: EventStore, one: Suppression, rules: Rules, asked: Asked, progress: Callable[[Found], None] = no_progress
) -> Found:
    """What a suppression would have hidden. Only events that fit it are read. Raises InputError where its rule is not there."""
    if (rule := rules.find(one.rule_id)) is None:
        raise InputError(f"no rule with the id {one.rule_id[:128]} is in force", "not_found")
    where = [Condition(part.field, "=", part.value) for part in one.parts if not part.is_pattern]
    if one.hosts:
        where.append(Condition("host.id", "in", list(one.hosts)))
    return _run(events, _Trial(rule, rules, one), where, asked, progress)


class _Trial:
    """A rule by itself, with those it names, and perhaps what would take its matches away."""

    def __init__(self, rule: AnyRule, rules: Rules, one: Suppression | None) -> None:
        self.rule, self.one = rule, one
        known = {each.id: each for each in (*rules.rules, rule)}
        self.types = sorted(types_of(rule, known))
        self._now_ns = 0
        self.engine = Engine(needed_rules(rule, RuleSet(tuple(known.values()))), lists=rules.lists, clock=lambda: self._now_ns)

    @property
    def is_ordered(self) -> bool:
        """A correlation counts forward in time; of single events the newest are looked at first."""
        return not isinstance(self.rule, Rule)

    def take(self, page: Sequence[Event], found: Found) -> None:
        """Counts what a page of events gives."""
        self._now_ns = max(event.timestamp for event in page)
        for alert in self.engine.detect(page):
            if alert.rule_id != self.rule.id or (self.one is not None and not hides(self.one, alert.events or (alert.event,))):
                continue
            found.matches += 1
            found.alerts.add(alert.id)
            found.by_day[rfc3339(alert.event.timestamp)[:10]] += 1
            host = alert.event.host_name or alert.event.host_id or ""
            found.by_host[host if host in found.by_host or len(found.by_host) < MAX_HOSTS else "(others)"] += 1
            if len(found.samples) < MAX_SAMPLES:
                found.samples.append(alert.event)
        found.failures = self.engine.counters["failures"]


def _run(events: EventStore, trial: _Trial, where: Iterable[Condition], asked: Asked, progress: Callable[[Found], None]) -> Found:
    found = Found(stored=events.stats().events, after=asked.after)
    conditions = (Condition("event.action", "in", trial.types), *where)
    end = time.monotonic() + asked.max_s
    while True:
        begin = time.monotonic()
        limit = min(PAGE, asked.max_events - found.looked_at)
        order = "oldest" if trial.is_ordered else "newest"
        rows = events.query(Query(conditions, asked.since_ns, asked.until_ns, order, found.after, limit))  # type: ignore[arg-type]
        page = [row.event for row in rows]
        if page:
            trial.take(page, found)
            found.looked_at += len(page)
            found.reached_ns = page[-1].timestamp
            found.after = (page[-1].timestamp, page[-1].event_id or "")
        if len(page) < limit:
            found.after = None
        progress(found)
        if found.complete or found.looked_at >= asked.max_events or time.monotonic() >= end:
            return found
        time.sleep(min(MAX_PAUSE_S, time.monotonic() - begin))
