"""Why a rule fired on an event or did not: its clauses, its baseline, how far a correlation has come, and who silences it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from redshank.analysis.detect.correlate import Correlator
from redshank.analysis.detect.explain import explain
from redshank.analysis.detect.match import Lists
from redshank.analysis.detect.novelty import Novelty, clauses_of, outcome
from redshank.analysis.detect.progress import progress
from redshank.analysis.detect.sigma.link import ids_by_name
from redshank.analysis.detect.sigma.tree import AnyRule, Correlation, Rule
from redshank.events import Event
from redshank.findings.alert import Clause, clause_to_flat

MAX_DEPTH = 4
"""Correlations over correlations are told so deep."""

Silenced = Callable[[AnyRule, Event], Clause | None]
"""The suppression that hides the rule's alert on the event, as a clause; None where none does."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What an engine has to tell reasons from. silent: rules that alert only by way of a correlation. disabled: rule to reason."""

    rules: Mapping[str, AnyRule]
    lists: Lists
    correlator: Correlator
    novelty: Novelty
    silent: Collection[str]
    disabled: Mapping[str, str]
    clock: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Reasons:
    """One rule against one event. matched: its condition holds for it. alerts: and that gives an alert. parts: of a correlation, its rules.

    sentence: the outcome in words. What a correlation or a baseline remembers is told as of now.
    """

    rule_id: str
    rule_name: str
    matched: bool
    alerts: bool
    sentence: str
    clauses: tuple[Clause, ...] = ()
    parts: tuple["Reasons", ...] = ()


def nobody(_: AnyRule, __: Event) -> Clause | None:
    """No suppression is known."""
    return None


def reasons(engine: Remembered, rule: AnyRule, event: Event, silenced: Silenced = nobody, completed: bool = False) -> Reasons:
    """Why the rule alerts on the event, or why not. completed: the event is known to have completed the correlation."""
    told = _of_correlation(engine, rule, event, completed, 0) if isinstance(rule, Correlation) else _of_rule(engine, rule, event)
    if told.alerts and (clause := silenced(rule, event)) is not None:
        return Reasons(
            told.rule_id, told.rule_name, told.matched, False, f"suppressed: {clause.clause}", (*told.clauses, clause), told.parts
        )
    return told


def reasons_flat(told: Reasons) -> dict[str, Any]:
    """The reasons for a program."""
    return {
        "rule.id": told.rule_id,
        "rule.name": told.rule_name,
        "fired": told.alerts,
        "matched": told.matched,
        "sentence": told.sentence,
        "why": [clause_to_flat(clause) for clause in told.clauses],
        "rules": [reasons_flat(part) for part in told.parts],
    }


def _of_rule(engine: Remembered, rule: Rule, event: Event) -> Reasons:
    if event.event_action not in rule.trees:
        wanted = f"{rule.logsource} ({', '.join(rule.event_types)})"
        clause = Clause(f"logsource: {wanted}", "event.action", event.event_action, None, False)
        return Reasons(rule.id, rule.title, False, False, f"event type {event.event_action} is not in {wanted}", (clause,))
    found = explain(rule, event, engine.lists)
    if not found.fired:
        failed = len(found.failed)
        sentence = f"{failed} {'clause' if failed == 1 else 'clauses'} of its condition did not hold"
        return Reasons(rule.id, rule.title, False, False, sentence, found.clauses)
    clauses = found.clauses
    if rule.first_seen is not None:
        novel = engine.novelty.peek(rule, event, engine.clock())
        clauses = (*clauses, *clauses_of(rule, novel))
        if novel.state != "new":
            return Reasons(rule.id, rule.title, False, False, f"first_seen: {outcome(rule, novel)}", clauses)
    if rule.id in engine.disabled:
        return Reasons(rule.id, rule.title, True, False, f"switched off: {engine.disabled[rule.id]}", clauses)
    if rule.id in engine.silent:
        return Reasons(rule.id, rule.title, True, False, "matches, and alerts only by way of a correlation", clauses)
    return Reasons(rule.id, rule.title, True, True, "fires", clauses)


def _of_correlation(engine: Remembered, rule: Correlation, event: Event, completed: bool, depth: int) -> Reasons:
    ids = ids_by_name(engine.rules.values())
    joined = [engine.rules[ids[name]] for name in rule.rules if name in ids]
    parts = tuple(_part(engine, each, event, depth) for each in joined)
    step = next((place for place, part in enumerate(parts) if part.matched), None)
    if step is None and not completed:
        return Reasons(rule.id, rule.title, False, False, "none of the rules it joins matches this event", (), parts)
    key, state = engine.correlator.state_of(rule, step or 0, event)
    clauses = progress(rule, key, state, event.timestamp, [each.title for each in joined])
    if completed:
        return Reasons(rule.id, rule.title, True, True, "fires", clauses, parts)
    return Reasons(rule.id, rule.title, False, False, _sentence(rule, key, clauses), clauses, parts)


def _part(engine: Remembered, rule: AnyRule, event: Event, depth: int) -> Reasons:
    if isinstance(rule, Rule):
        return _of_rule(engine, rule, event)
    if depth >= MAX_DEPTH:
        return Reasons(rule.id, rule.title, False, False, "told by itself: ask for this rule")
    return _of_correlation(engine, rule, event, False, depth + 1)


def _sentence(rule: Correlation, key: tuple[Any, ...], clauses: tuple[Clause, ...]) -> str:
    if None in key:
        missing = ", ".join(name for name, value in zip(rule.groups[0], key, strict=True) if value is None)
        return f"the event is not counted: it has no value for group-by {missing}"
    if rule.bounds:
        return clauses[-1].clause
    missing = ", ".join(clause.clause.partition(": ")[2] for clause in clauses if clause.field == "@timestamp" and not clause.matched)
    return f"{rule.kind}: still missing within the time span: {missing}" if missing else f"{rule.kind}: seen, but not in this order or span"
