"""Events in, alerts out: the detection hop."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from redshank.analysis.detect.alerts import Repeats, make_alert, switched_off
from redshank.analysis.detect.budget import Meter, spell
from redshank.analysis.detect.compile import Plan, compile_rules
from redshank.analysis.detect.correlate import Correlator, Limits, meaning
from redshank.analysis.detect.explain import explain
from redshank.analysis.detect.filters import Filters
from redshank.analysis.detect.interpret import fires
from redshank.analysis.detect.match import Lists
from redshank.analysis.detect.matched import Match
from redshank.analysis.detect.novelty import Novelty
from redshank.analysis.detect.reasons import Remembered
from redshank.analysis.detect.sigma.link import silent_ids
from redshank.analysis.detect.sigma.tree import AnyRule, Rule
from redshank.events import Event
from redshank.findings.alert import Alert, Clause

VERSION = 1
"""Of a snapshot."""
MAX_FAILURES_KEPT = 100
MAX_FAILURES_OF_RULE = 50
"""After so many failures a rule is disabled: it costs time and says nothing."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that broke on an event. error: the kind and text of what was raised."""

    rule_id: str
    event: Event
    error: str


class Engine:
    """Rules over a stream of events. A stream has one reader: not for several threads at once."""

    def __init__(  # noqa: PLR0913  what it judges by, and what it is bounded by
        self,
        rules: Iterable[AnyRule],
        *,
        lists: Lists | None = None,
        clock: Callable[[], int],
        limits: Limits | None = None,
        filters: Filters | None = None,
        meter: Meter | None = None,
    ) -> None:
        """rules: a whole set, so that correlations find those they name. clock: nanoseconds since 1970. meter: measures what rules cost."""
        self.rules = {rule.id: rule for rule in rules}
        self.failures: deque[Failure] = deque(maxlen=MAX_FAILURES_KEPT)
        self.disabled: dict[str, str] = {}
        self._counted = {"events": 0, "matches": 0, "alerts": 0, "failures": 0, "rules_over_budget": 0}
        self.filters = filters if filters is not None else Filters()
        self._lists = lists if lists is not None else {}
        self._clock = clock
        self._repeats = Repeats()
        self._correlator = Correlator(self.rules.values(), self._because, limits)
        self.novelty = Novelty(self.rules.values(), self._because)
        self._silent = silent_ids(self.rules.values())
        self._single = [rule for rule in self.rules.values() if isinstance(rule, Rule)]
        self._plans = compile_rules(self._single, self._lists)
        self._failed: dict[str, int] = {}
        self._meter = meter or Meter()
        self._over: dict[str, str] = {}

    @property
    def counters(self) -> dict[str, int]:
        """What was counted since the start, by a short word."""
        found = {**self._counted, **self._correlator.counters, **self.novelty.counters}
        return {**found, "repeats_evicted": self._repeats.evicted, "hidden": self.filters.total}

    def detect(self, events: Sequence[Event]) -> list[Alert]:
        """The alerts of these events, every firing in order; a repeat has its first one's id and a higher count."""
        alerts: list[Alert] = []
        plans, matched = self._plans, 0
        self.novelty.meet(events, self._clock())
        for event in events:
            plan = plans.get(event.event_action)
            if plan is None:
                continue
            try:
                found = plan.run(event)
            except Exception:  # a rule that breaks on a hostile event must not cost the others this event
                found = self._run_singly(event)
            if found:
                matched += len(found)
                self._take(event, found, alerts)
        if events:
            closed = self._correlator.advance(max(event.timestamp for event in events), self._clock())
            self._alert(closed, alerts)
            self._measure(events, alerts)
        self._counted["events"] += len(events)
        self._counted["matches"] += matched
        self._counted["alerts"] += len(alerts)
        return alerts

    def remembered(self) -> Remembered:
        """What a reason is told from: rules, lists, and what was remembered up to now."""
        return Remembered(self.rules, self._lists, self._correlator, self.novelty, self._silent, self.disabled, self._clock)

    @property
    def plans(self) -> Mapping[str, Plan]:
        """How the events of each type are tested."""
        return self._plans

    def unindexed(self) -> dict[str, tuple[str, ...]]:
        """The rules that no index spares, per event type: each of its events runs them."""
        return {event_type: plan.always for event_type, plan in self._plans.items() if plan.always}

    def _run_singly(self, event: Event) -> list[int]:
        """The rules that match, each tried by itself."""
        found = []
        for number, rule in enumerate(self._single):
            if rule.id in self.disabled:
                continue
            try:
                if fires(rule, event, self._lists):
                    found.append(number)
            except Exception as error:  # whatever a rule raises is that rule's failure
                self._fail(rule.id, event, error)
        return found

    def _fail(self, rule_id: str, event: Event, error: Exception) -> None:
        """Count a failure, keep it aside, and in the end disable the rule."""
        told = f"{type(error).__name__}: {error}"
        self._counted["failures"] += 1
        self.failures.append(Failure(rule_id, event, told))
        self._failed[rule_id] = self._failed.get(rule_id, 0) + 1
        if self._failed[rule_id] == MAX_FAILURES_OF_RULE:
            self._switch_off({rule_id: f"failed on {MAX_FAILURES_OF_RULE} events, last with {told}"})

    def _measure(self, events: Sequence[Event], alerts: list[Alert]) -> None:
        """What rules cost on some of the events. One that costs too much is off from now on, and an alert says so."""
        for event in self._meter.sample(events):
            plan = self._plans.get(event.event_action)
            over = self._meter.measure(event, plan) if plan else {}
            for number, spent in over.items():
                rule, why = self._single[number], spell(spent, self._meter.budget)
                self._counted["rules_over_budget"] += 1
                self._over[rule.id] = meaning(rule)
                self._switch_off({rule.id: why})
                alerts.append(switched_off(rule, event, why, self._clock()))

    def _switch_off(self, reasons: Mapping[str, str]) -> None:
        self.disabled.update(reasons)
        self._plans = compile_rules([None if rule.id in self.disabled else rule for rule in self._single], self._lists)

    def _take(self, event: Event, numbers: Sequence[int], alerts: list[Alert]) -> None:
        matches = self.novelty.passed([Match(self._single[number].id, (event,)) for number in sorted(numbers)], self._clock)
        self._alert(matches, alerts)
        heard = [match for match in matches if self._correlator.listens_to(match.rule_id)]
        if heard:
            try:
                completed = self._correlator.feed(heard, self._clock())
            except Exception as error:  # as above: an event that breaks a correlation costs only that correlation
                self._fail(heard[0].rule_id, event, error)
            else:
                self._alert(completed, alerts)

    def _alert(self, matches: Sequence[Match], alerts: list[Alert]) -> None:
        for match in matches:
            if match.rule_id in self._silent:
                continue
            if self.filters.hide(match.rule_id, match.events, self._clock):
                continue
            rule = self.rules[match.rule_id]
            why = match.why or self._because(rule.id, match.event)
            alerts.append(make_alert(rule, match.events, why, self._repeats.count(rule, match.event), self._clock()))

    def _because(self, rule_id: str, event: Event) -> tuple[Clause, ...]:
        """What held of a rule that matched. A match is an alert also where it can no longer be explained."""
        rule = self.rules[rule_id]
        if not isinstance(rule, Rule):
            return ()
        try:
            clauses = explain(rule, event, self._lists).clauses
        except Exception as error:  # a list that answered a moment ago
            self._fail(rule_id, event, error)
            return ()
        return tuple(clause for clause in clauses if clause.matched)

    def snapshot(self) -> dict[str, Any]:
        """What detection remembers, as plain data: kept with the position in the stream."""
        over = {rule_id: [self.disabled[rule_id], meant] for rule_id, meant in self._over.items()}
        remembered = {"repeats": self._repeats.snapshot(), "correlation": self._correlator.snapshot()}
        return {"version": VERSION, **remembered, "filters": self.filters.snapshot(), "over_budget": over}

    def restore(self, data: dict[str, Any]) -> None:
        """Take up a snapshot. What belongs to rules that are gone or changed is left. Raises ValueError for one of another version."""
        if data["version"] != VERSION:
            raise ValueError(f"a snapshot of version {data['version']}, where {VERSION} is understood")
        self._repeats.restore(data["repeats"])
        self._correlator.restore(data["correlation"])
        self.filters.restore(data.get("filters", ()))
        known = {rule.id: rule for rule in self._single}
        for rule_id, (why, meant) in data.get("over_budget", {}).items():
            if rule_id in known and meaning(known[rule_id]) == meant:
                self._over[rule_id] = meant
                self._switch_off({rule_id: why})
