"""Why a rule fired on an event, or why it did not, clause by clause."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from redshank.analysis.detect.match import Lists, as_text, elements, matches, read
from redshank.analysis.detect.sigma.tree import AllOf, AnyOf, Expr, InList, Item, Matcher, Negation, Rule, Source, ValueTest
from redshank.analysis.detect.span import find_span
from redshank.events import Event
from redshank.findings.alert import Clause

MAX_CLAUSES = 64
MAX_SHOWN_VALUES = 3
"""Values of a failed list that its clause still names."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Clauses of one rule against one event. Where it fired, those that made it fire; else all that count, failed ones too.

    A clause's text begins with `not` where the rule wants it false; matched then says that it is false.
    """

    rule_id: str
    fired: bool
    clauses: tuple[Clause, ...]

    @property
    def failed(self) -> tuple[Clause, ...]:
        """The clauses for which the rule did not fire."""
        return tuple(clause for clause in self.clauses if not clause.matched)


def explain(rule: Rule, event: Event, lists: Lists | None = None) -> Explanation:
    """Why the rule fires on the event, or why it does not."""
    tree = rule.trees.get(event.event_action)
    if rule.no_source:
        return Explanation(rule.id, False, (Clause(rule.no_source, "event.action", event.event_action, None, False),))
    if tree is None:
        wanted = f"event.action: [{', '.join(rule.event_types)}]"
        return Explanation(rule.id, False, (Clause(wanted, "event.action", event.event_action, None, False),))
    judged = _judge(tree, event, lists or {})
    clauses = tuple(islice(_clauses(judged, True, ""), MAX_CLAUSES))
    return Explanation(rule.id, judged.holds, clauses)


@dataclass(slots=True)  # not frozen: a dozen are made for each alert, and a frozen one takes three times as long
class _Hit:
    """A test of a clause that holds, and by which value of which field."""

    test: ValueTest
    matcher: Matcher
    source: Source
    value: Any
    listed: str = ""


@dataclass(slots=True)  # as above
class _Judged:
    """A part of the condition with its truth: judged once, told from there. spoken: the field to show where nothing holds."""

    expr: Expr
    holds: bool
    parts: tuple["_Judged", ...] = ()
    hits: tuple[_Hit, ...] = ()
    spoken: tuple[str, Any] = ("", None)


def _judge(expr: Expr, event: Event, lists: Lists) -> _Judged:
    if isinstance(expr, Item):
        return _judge_item(expr, event, lists)
    if isinstance(expr, Negation):
        part = _judge(expr.part, event, lists)
        return _Judged(expr, not part.holds, (part,))
    parts = tuple(_judge(part, event, lists) for part in expr.parts)
    least = {AllOf: len(parts), AnyOf: 1}.get(type(expr), getattr(expr, "count", 1))
    return _Judged(expr, sum(part.holds for part in parts) >= least, parts)


def _judge_item(item: Item, event: Event, lists: Lists) -> _Judged:
    values = [(source, read(source, event)) for source in item.sources]
    hits = tuple(hit for test in item.tests if (hit := _hit(test, values, event, lists)))
    held = len(hits) == len(item.tests) if item.every else bool(hits)
    present = next(((source, value) for source, value in values if value is not None), values[0] if values else None)
    return _Judged(item, held, (), hits, (present[0].name, present[1]) if present else ("", None))


def _hit(test: ValueTest, values: list[tuple[Source, Any]], event: Event, lists: Lists) -> _Hit | None:
    for source, value in values:
        for matcher in test.matchers:
            for each in elements(matcher, value):
                if matches(matcher, each, event, lists):
                    listed = lists[matcher.name].lookup(as_text(each)) if isinstance(matcher, InList) else None
                    return _Hit(test, matcher, source, each, listed or "")
    return None


def _clauses(judged: _Judged, wanted: bool, prefix: str) -> Iterator[Clause]:
    """What decides the part; matched says whether each clause is what the rule wants of it."""
    if isinstance(judged.expr, Item):
        yield from _item_clauses(judged.expr, judged, wanted, prefix)
    elif isinstance(judged.expr, Negation):
        yield from _clauses(judged.parts[0], not wanted, "" if prefix else "not ")
    else:
        for part in _decisive(judged, wanted):
            yield from _clauses(part, wanted, prefix)


def _decisive(judged: _Judged, wanted: bool) -> list[_Judged]:
    """The parts worth telling of: those that made it so, or those that would have to change."""
    if judged.holds and not isinstance(judged.expr, AllOf):
        return [part for part in judged.parts if part.holds]
    if judged.holds or wanted:
        return list(judged.parts)
    false = [part for part in judged.parts if not part.holds]
    return false[:1] if isinstance(judged.expr, AllOf) else false


def _item_clauses(item: Item, judged: _Judged, wanted: bool, prefix: str) -> Iterator[Clause]:
    if judged.holds:
        for hit in judged.hits:
            text = f"{prefix}{item.label}: {hit.test.text}" + (f" (in {hit.listed})" if hit.listed else "")
            yield Clause(text, hit.source.name, hit.value, find_span(hit.matcher, hit.value), wanted)
        return
    held = [hit.test for hit in judged.hits]
    failed = [test for test in item.tests if test not in held]
    shown = ", ".join(test.text for test in failed[:MAX_SHOWN_VALUES])
    rest = f", … {len(failed) - MAX_SHOWN_VALUES} more" if len(failed) > MAX_SHOWN_VALUES else ""
    name, value = judged.spoken
    yield Clause(f"{prefix}{item.label}: " + (shown if len(failed) == 1 else f"[{shown}{rest}]"), name, value, None, not wanted)
