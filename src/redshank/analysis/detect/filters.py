"""Filters at work: which of a rule's matches are no alerts, with a count of every one that was hidden."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from redshank.analysis.detect.interpret import holds
from redshank.analysis.detect.match import Lists
from redshank.analysis.detect.sigma.filter import Filter
from redshank.events import Event

MAX_HIDDEN_KEPT = 200
"""The latest hidden matches that can still be told of."""
MAX_COUNTS = 4_000


@dataclass(frozen=True, slots=True)
class Hidden:
    """A match that is no alert. told: the sentence that says why."""

    filter_id: str
    filter_title: str
    rule_id: str
    event: Event
    at_ns: int

    @property
    def told(self) -> str:
        """Why it is no alert, for people."""
        return f"would have fired, hidden by '{self.filter_title}' ({self.filter_id})"


@dataclass(slots=True)
class Tally:
    """How often a filter hid a match, and when it last did (nanoseconds; the clock's, not the event's)."""

    count: int = 0
    last_ns: int = 0


class Filters:
    """The filters in force. fixed: those of files. Further ones are put in and taken out while it works; counts stay.

    One thread asks `hide`; `use` may be called by any.
    """

    def __init__(self, fixed: Iterable[Filter] = (), lists: Lists | None = None) -> None:
        self.fixed = tuple(fixed)
        self.failures = 0
        self.latest: deque[Hidden] = deque(maxlen=MAX_HIDDEN_KEPT)
        self.lists = lists if lists is not None else {}
        self._tallies: dict[str, Tally] = {}
        self._by_rule = _by_rule(self.fixed)

    def use(self, further: Iterable[Filter]) -> None:
        """From now on, these beside the fixed ones."""
        self._by_rule = _by_rule((*self.fixed, *further))

    def hide(self, rule_id: str, events: Sequence[Event], clock: Callable[[], int]) -> Hidden | None:
        """The first filter that takes this match away, counted; None where it stays an alert.

        A match over several events is hidden only where each of them is. A filter that breaks on an event hides nothing.
        """
        found = self.would_hide(rule_id, events, clock)
        return self._count(found) if found is not None else None

    def would_hide(self, rule_id: str, events: Sequence[Event], clock: Callable[[], int]) -> Hidden | None:
        """The same without counting it, for whoever asks why there is no alert."""
        filters = self._by_rule.get(rule_id)
        if not filters:
            return None
        now_ns = clock()
        for one in filters:
            if (one.expires_ns is None or now_ns < one.expires_ns) and self._takes(one, events):
                return Hidden(one.id, one.title, rule_id, events[-1], now_ns)
        return None

    def counts(self) -> dict[str, Tally]:
        """Per filter, how often it hid a match; since the first start, as long as the engine's snapshots are kept."""
        return dict(self._tallies)

    @property
    def total(self) -> int:
        """Hidden matches of all filters."""
        return sum(tally.count for tally in list(self._tallies.values()))

    def snapshot(self) -> list[list[Any]]:
        """The counts as plain data."""
        return [[filter_id, tally.count, tally.last_ns] for filter_id, tally in self._tallies.items()]

    def restore(self, data: Sequence[Sequence[Any]]) -> None:
        """Take up counts in place of what was counted."""
        self._tallies = {str(filter_id): Tally(int(count), int(last)) for filter_id, count, last in data[-MAX_COUNTS:]}

    def _takes(self, one: Filter, events: Sequence[Event]) -> bool:
        try:
            return bool(events) and all(takes(one, event, self.lists) for event in events)
        except Exception:  # a filter that breaks on a hostile event must not cost the alert
            self.failures += 1
            return False

    def _count(self, hidden: Hidden) -> Hidden:
        if hidden.filter_id not in self._tallies and len(self._tallies) >= MAX_COUNTS:
            self._tallies.pop(min(self._tallies, key=lambda one: self._tallies[one].last_ns))
        tally = self._tallies.setdefault(hidden.filter_id, Tally())
        tally.count += 1
        tally.last_ns = hidden.at_ns
        self.latest.append(hidden)
        return hidden


def takes(one: Filter, event: Event, lists: Lists) -> bool:
    """Whether the filter says of this event that a match of it is no alert."""
    tree = one.trees.get(event.event_action)
    return tree is not None and not holds(tree, event, lists)


def _by_rule(filters: Iterable[Filter]) -> dict[str, tuple[Filter, ...]]:
    found: dict[str, list[Filter]] = {}
    for one in filters:
        for rule_id in one.rules:
            found.setdefault(rule_id, []).append(one)
    return {rule_id: tuple(those) for rule_id, those in found.items()}
