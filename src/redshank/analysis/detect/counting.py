"""How often within a time span: the state of one key of event_count and value_count."""

import operator
from bisect import bisect_left, insort
from collections import deque
from collections.abc import Sequence
from typing import Any

from redshank.analysis.detect.matched import MAX_EVENTS, Dated, Match, Window, from_plain, to_plain
from redshank.analysis.detect.sigma.tree import Bound

_HOLDS = {"gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le, "eq": operator.eq, "neq": operator.ne}


def needed(bounds: Sequence[Bound]) -> int | None:
    """The count at which bounds that only set a minimum are reached; None where they also say what is too much."""
    if any(op not in ("gt", "gte") for op, _ in bounds):
        return None
    return max(1, *(count + (op == "gt") for op, count in bounds))


class Reaching:
    """Completes as soon as enough matches lie within the span, then starts anew.

    Times are kept sorted, so that a late match still counts among its neighbours.
    """

    def __init__(self, needed: int, span_ns: int, distinct: bool) -> None:
        """distinct: count values instead of matches; of a value only the latest time is kept."""
        self.needed, self.span_ns, self.distinct = needed, span_ns, distinct
        self.times: list[int] = []
        self.values: dict[Any, int] = {}
        self.recent: dict[Any, Dated] = {}
        self.arrived = self.held = 0

    def add(self, step: int, dated: Dated, value: Any) -> Window | None:
        """Take in a match; the window it completes, if it does."""
        time, match = dated
        if self.distinct:
            if (known := self.values.get(value)) is not None:
                del self.times[bisect_left(self.times, known)]
            self.values[value] = time = max(time, known or time)
        insort(self.times, time)
        self._remember(value, (time, match))
        first = self._window(time)
        if first is None:
            self._forget()
            return None
        last = first + self.span_ns
        kept = sorted((dated for dated in self.recent.values() if first <= dated[0] <= last), key=lambda dated: dated[0])
        self.times.clear()
        self.values.clear()
        self.recent.clear()
        self.held = 0
        return Window(tuple(match for _, match in kept), self.needed)

    def close(self, watermark: int) -> Window | None:
        """Never: this condition is judged at each match."""
        return None

    def kept(self) -> int:
        """Events held on to; a bare time weighs a sixteenth of one."""
        return self.held + len(self.times) // 16

    def snapshot(self) -> list[Any]:
        """Plain data."""
        return [
            self.times,
            list(map(list, self.values.items())),
            [[key, time, to_plain(match)] for key, (time, match) in self.recent.items()],
        ]

    def restore(self, data: list[Any]) -> None:
        """Take up a snapshot."""
        self.times = list(data[0])
        self.values = dict(data[1])
        self.recent = {key: (time, from_plain(match)) for key, time, match in data[2]}
        self.held = sum(len(match.events) for _, match in self.recent.values())
        self.arrived = 0 if self.distinct else max(self.recent, default=0)

    def _remember(self, value: Any, dated: Dated) -> None:
        """Keep the latest matches as evidence; of matches with the same value only the latest tells something."""
        self.arrived += 1
        key = value if self.distinct else self.arrived
        if (known := self.recent.pop(key, None)) is not None:
            self.held -= len(known[1].events)
        self.recent[key] = dated
        self.held += len(dated[1].events)
        if len(self.recent) > MAX_EVENTS:
            self.held -= len(self.recent.pop(next(iter(self.recent)))[1].events)

    def _window(self, time: int) -> int | None:
        """Where a window begins that holds enough, the new time among them."""
        times, most = self.times, self.needed
        place = bisect_left(times, time)
        for start in range(max(0, place - most + 1), min(place, len(times) - most) + 1):
            if times[start + most - 1] - times[start] <= self.span_ns:
                return times[start]
        return None

    def _forget(self) -> None:
        """Keep room for two windows that were nearly full: late matches may still complete the earlier one."""
        surplus = len(self.times) - 2 * self.needed - MAX_EVENTS
        if surplus <= 0:
            return
        limit = self.times[surplus]
        del self.times[:surplus]
        if self.distinct:
            self.values = {value: time for value, time in self.values.items() if time >= limit}
            self.times = sorted(self.values.values())


class Closing:
    """Judged when the span that the first match opened is over: what is too few or too many is only known then."""

    def __init__(self, bounds: Sequence[Bound], span_ns: int, distinct: bool, most: int) -> None:
        """most: distinct values told apart; further ones are not counted."""
        self.bounds, self.span_ns, self.distinct, self.most = bounds, span_ns, distinct, most
        self.start = self.count = 0
        self.values: set[Any] = set()
        self.recent: deque[Match] = deque(maxlen=MAX_EVENTS)

    def add(self, step: int, dated: Dated, value: Any) -> Window | None:
        """Take in a match; the earlier window that it shows to be over, if that satisfies the bounds."""
        time, match = dated
        window = self.close(time)
        if not self.recent:
            self.start = time
        self.count += 1
        if self.distinct and len(self.values) < self.most:
            self.values.add(value)
        self.recent.append(match)
        return window

    def close(self, watermark: int) -> Window | None:
        """The window if it is over and satisfies the bounds; one that is over is forgotten either way."""
        if not self.recent or watermark <= self.start + self.span_ns:
            return None
        count = len(self.values) if self.distinct else self.count
        matches = tuple(sorted(self.recent, key=lambda match: match.event.timestamp))
        self.count = 0
        self.values.clear()
        self.recent.clear()
        return Window(matches, count) if all(_HOLDS[op](count, limit) for op, limit in self.bounds) else None

    def kept(self) -> int:
        """Events held on to."""
        return sum(len(match.events) for match in self.recent)

    def snapshot(self) -> list[Any]:
        """Plain data."""
        return [self.start, self.count, list(self.values), [to_plain(match) for match in self.recent]]

    def restore(self, data: list[Any]) -> None:
        """Take up a snapshot."""
        self.start, self.count = data[0], data[1]
        self.values = set(data[2])
        self.recent.extend(from_plain(match) for match in data[3])
