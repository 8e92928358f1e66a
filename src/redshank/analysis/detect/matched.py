"""A rule's match with the events behind it: what correlations take in and give out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from redshank.events import BY_NAME, Event
from redshank.findings.alert import Clause

MAX_EVENTS = 20
"""Events an alert keeps; of more, the latest."""


@dataclass(frozen=True, slots=True)
class Match:
    """One match. events: what contributed, oldest first, never empty. why: what a correlation adds to its rules' own clauses."""

    rule_id: str
    events: tuple[Event, ...]
    why: tuple[Clause, ...] = ()

    @property
    def event(self) -> Event:
        """The latest of the events."""
        return self.events[-1]


Dated = tuple[int, Match]
"""A match and its time: that of its latest event, but never later than the clock."""


@dataclass(frozen=True, slots=True)
class Window:
    """A completed condition: the matches kept of it, oldest first, and what was counted."""

    matches: tuple[Match, ...]
    count: int = 0


def join_events(matches: Iterable[Match]) -> tuple[Event, ...]:
    """The events of several matches, each once, oldest first; at most MAX_EVENTS, the latest."""
    events = {id(event): event for match in matches for event in match.events}
    return tuple(sorted(events.values(), key=lambda event: event.timestamp)[-MAX_EVENTS:])


def to_plain(match: Match) -> list[Any]:
    """The match as lists, dictionaries and scalars."""
    clauses = [[c.clause, c.field, c.value, list(c.span) if c.span else None, c.matched] for c in match.why]
    return [match.rule_id, [msgspec.to_builtins(event) for event in match.events], clauses]


def from_plain(data: Sequence[Any]) -> Match:
    """The inverse of `to_plain`."""
    rule_id, events, clauses = data
    why = tuple(Clause(text, field, value, tuple(span) if span else None, matched) for text, field, value, span, matched in clauses)
    return Match(rule_id, tuple(msgspec.convert(event, BY_NAME[event["event.action"]]) for event in events), why)
