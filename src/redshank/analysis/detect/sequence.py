"""Several rules within a time span, in any order or in theirs: the state of one key of temporal and temporal_ordered."""

from bisect import insort
from typing import Any

from redshank.analysis.detect.matched import Dated, Window, from_plain, to_plain

MAX_PER_STEP = 16
"""Matches remembered of each rule; of more, the latest."""


class Sequence:
    """Completes when every rule has matched within the span, in their order if `ordered`; then starts anew.

    Several matches of each rule are kept sorted by time, so that one which arrives late finds its place.
    """

    def __init__(self, steps: int, span_ns: int, ordered: bool) -> None:
        self.span_ns, self.ordered = span_ns, ordered
        self.steps: list[list[Dated]] = [[] for _ in range(steps)]

    def add(self, step: int, dated: Dated, value: Any) -> Window | None:
        """Take in a match of rule number `step`; the window it completes, if it does."""
        chain = self._ordered(step, dated) if self.ordered else self._together(step, dated)
        if chain is None:
            insort(self.steps[step], dated, key=lambda each: each[0])
            del self.steps[step][:-MAX_PER_STEP]
            return None
        for matches in self.steps:
            matches.clear()
        return Window(tuple(match for _, match in chain))

    def close(self, watermark: int) -> Window | None:
        """Never: a sequence is judged at each match."""
        return None

    def kept(self) -> int:
        """Events held on to."""
        return sum(len(match.events) for matches in self.steps for _, match in matches)

    def snapshot(self) -> list[Any]:
        """Plain data."""
        return [[[time, to_plain(match)] for time, match in matches] for matches in self.steps]

    def restore(self, data: list[Any]) -> None:
        """Take up a snapshot."""
        self.steps = [[(time, from_plain(match)) for time, match in matches] for matches in data]

    def _ordered(self, step: int, dated: Dated) -> list[Dated] | None:
        """The tightest chain through the new match: backwards the latest that fits, forwards the earliest."""
        chain = [dated]
        for matches in reversed(self.steps[:step]):
            before = next((each for each in reversed(matches) if _follows(chain[0], each)), None)
            if before is None:
                return None
            chain.insert(0, before)
        for matches in self.steps[step + 1 :]:
            after = next((each for each in matches if _follows(each, chain[-1])), None)
            if after is None:
                return None
            chain.append(after)
        return chain if chain[-1][0] - chain[0][0] <= self.span_ns else None

    def _together(self, step: int, dated: Dated) -> list[Dated] | None:
        """One match of each rule within a span around the new one."""
        others = [matches for place, matches in enumerate(self.steps) if place != step]
        starts = {time for matches in others for time, _ in matches if 0 <= dated[0] - time <= self.span_ns} | {dated[0]}
        for start in sorted(starts, reverse=True):
            chosen = [next((each for each in reversed(matches) if start <= each[0] <= start + self.span_ns), None) for matches in others]
            if None not in chosen:
                return sorted([*(each for each in chosen if each), dated], key=lambda each: each[0])
        return None


def _follows(later: Dated, earlier: Dated) -> bool:
    """True where one match may be the step after the other: not before it, and not the same event once more."""
    return later[0] >= earlier[0] and later[1].event is not earlier[1].event
