"""What each rule costs, measured on a few of the events, and which rule costs more than any may.

Time is the processor time of the thread, so that a busy machine makes no rule look dear. Who makes events may make them
long, so a long event allows more: no stream of them switches off a rule that only reads them through.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from redshank.analysis.detect.compile import Plan
from redshank.events import Event


@dataclass(frozen=True, slots=True)
class Budget:
    """every: one event in so many is measured. window: measured events after which counting starts anew. each_ns: what a rule may take
    of each measured event, on average; a whole engine takes 3 µs. letter_ns: more for each character of the event's main texts.
    slow: no fewer slow runs than this switch a rule off."""

    every: int = 64
    window: int = 512
    each_ns: int = 50_000
    letter_ns: int = 20
    slow: int = 8


@dataclass(slots=True)
class Spent:
    """Of one rule: nanoseconds that count, nanoseconds in all, and runs."""

    counted: int = 0
    total: int = 0
    runs: int = 0


@dataclass(slots=True)
class Meter:
    """Measures rules by their numbers. cpu: nanoseconds of processor time of this thread."""

    budget: Budget = field(default_factory=Budget)
    cpu: Callable[[], int] = time.thread_time_ns
    measured: int = 0
    _skip: int = 0
    _allowed: int = 0
    _spent: dict[int, Spent] = field(default_factory=dict)

    def sample(self, events: Sequence[Event]) -> Sequence[Event]:
        """Those of a batch to measure, evenly over all batches."""
        chosen = events[self._skip :: self.budget.every]
        self._skip = (self._skip - len(events)) % self.budget.every
        return chosen

    def measure(self, event: Event, plan: Plan) -> dict[int, Spent]:
        """Run each candidate by itself; the rules that are over their budget now, most often none."""
        if self.measured % self.budget.window == 0:
            self._spent.clear()
            self._allowed = self.budget.window * self.budget.each_ns
        self.measured += 1
        try:
            places, texts = plan.places(event), plan.texts(event)
        except Exception:  # a hostile event: its failure was told when it was judged
            return {}
        self._allowed += self.budget.letter_ns * sum(map(len, texts))
        over = {}
        for place in places:
            spent = self._run(plan, place, event, texts)
            if spent.counted > self._allowed:
                over[plan.numbers[place]] = spent
        return over

    def _run(self, plan: Plan, place: int, event: Event, texts: tuple[str, ...]) -> Spent:
        begin = self.cpu()
        with suppress(Exception):  # as above
            plan.tests[place](event, [], *texts)
        took = self.cpu() - begin
        spent = self._spent.setdefault(plan.numbers[place], Spent())
        # One long run may be the interpreter's own housekeeping.
        spent.counted += min(took, self._allowed // self.budget.slow)
        spent.total += took
        spent.runs += 1
        return spent


def spell(spent: Spent, budget: Budget) -> str:
    """Why a rule was switched off."""
    mean, allowed = spent.total // max(spent.runs, 1) // 1000, budget.each_ns // 1000
    return f"it took {mean:,} µs of processor time on average on {spent.runs} measured events, where {allowed} µs per event are allowed"
