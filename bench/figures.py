"""Figures out of measurements. Pure."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """The best of one side's runs in a pair. others: tracing programs of somebody else that were loaded then."""

    wall_s: float
    cpu_s: float
    others: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """One operation without (a) and with (b) an agent, close together in time.

    count: operations of one run, runs: runs of side b. seen: None where events are not counted. agent_s: processor seconds.
    """

    a: Sample
    b: Sample
    count: int
    runs: int
    seen: int | None
    lost: int
    agent_s: float
    lag_s: float

    @property
    def ratio(self) -> float:
        """How much longer the operation took with the agent."""
        return self.b.wall_s / self.a.wall_s

    def share(self, more: int) -> float:
        """Events seen, and `more` beside them, of all that were to come; at most 1: losses of others are counted with ours."""
        return min(1.0, ((self.seen or 0) + more) / (self.count * self.runs))

    @property
    def disturbed(self) -> bool:
        """Somebody else traced the machine meanwhile, so that the two sides cannot be compared."""
        return bool(self.a.others or self.b.others)


@dataclass(frozen=True, slots=True)
class Summary:
    """What the pairs of one operation say. disturbed: others traced the machine during each of them.

    ratio: median over pairs of wall time; low, high: the smallest and largest. best: shortest with over shortest without.
    cpu: least processor time of the work itself, with over without. base_us, agent_us: microseconds an operation takes
    without an agent, and the agent's own processor time for it. seen: events found of those expected, the least of all
    pairs; told: the same with those that the agent itself counts as lost. None: not counted.
    """

    pairs: int
    dropped: int
    disturbed: bool
    ratio: float
    low: float
    high: float
    best: float
    cpu: float
    base_us: float
    agent_us: float
    seen: float | None
    told: float | None
    lost: int
    lag_s: float


def summarise(pairs: Sequence[Pair]) -> Summary:
    """The summary of at least one pair. Disturbed pairs are left out as long as another one is left."""
    kept = [pair for pair in pairs if not pair.disturbed] or list(pairs)
    ratios = sorted(pair.ratio for pair in kept)
    counted = [pair for pair in pairs if pair.seen is not None]
    return Summary(
        pairs=len(kept),
        dropped=len(pairs) - len(kept),
        disturbed=kept[0].disturbed,
        ratio=statistics.median(ratios),
        low=ratios[0],
        high=ratios[-1],
        best=min(pair.b.wall_s for pair in kept) / min(pair.a.wall_s for pair in kept),
        cpu=min(pair.b.cpu_s for pair in kept) / max(1e-6, min(pair.a.cpu_s for pair in kept)),
        base_us=min(pair.a.wall_s / pair.count for pair in kept) * 1e6,
        agent_us=statistics.median(pair.agent_s / (pair.count * pair.runs) for pair in kept) * 1e6,
        seen=min((pair.share(0) for pair in counted), default=None),
        told=min((pair.share(pair.lost) for pair in counted), default=None),
        lost=sum(pair.lost for pair in pairs),
        lag_s=statistics.median(pair.lag_s for pair in kept),
    )


def order(pair: int) -> str:
    """Which side comes first in the pair of this number: AB, BA, AB, … so that a slow drift of the machine evens out."""
    return "BA" if pair % 2 else "AB"


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
