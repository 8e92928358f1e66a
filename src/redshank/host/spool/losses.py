"""What the spool lost or nearly lost, counted by reason and class, and told by agent.loss. Pure."""

from collections import Counter

from redshank.events import Event
from redshank.events._generated.types import AgentLoss

AGAIN_NS = 10_000_000_000
"""The first loss of a kind is told at once, later ones summed up at most this often."""

_Key = tuple[str, int | None]


class Losses:
    """The account. reason: as the event table has it; lane: None where it is not known."""

    def __init__(self) -> None:
        self._total: Counter[_Key] = Counter()
        self._told: Counter[_Key] = Counter()
        self._news: set[_Key] = set()
        self._unknown: set[_Key] = set()
        self._next: dict[_Key, int] = {}

    def add(self, reason: str, lane: int | None, count: int | None) -> None:
        """count: events lost; 0 for trouble that cost nothing so far, None where nobody can say."""
        key = (reason, lane)
        self._news.add(key)
        self._total[key] += count or 0
        if count is None:
            self._unknown.add(key)

    def lost(self, lane: int) -> int:
        """Events of a lane lost since the start."""
        return sum(total for (_, of), total in self._total.items() if of == lane)

    def due_ns(self) -> int | None:
        """When `events` has something to say next, on the boot clock; None where it has not."""
        return min((self._next.get(key, 0) for key in self._news), default=None)

    def events(self, now_ns: int, wall_ns: int, everything: bool = False) -> list[Event]:
        """One agent.loss for each count with news that is due; with `everything` for all with news."""
        due = sorted((key for key in self._news if everything or self._next.get(key, 0) <= now_ns), key=str)
        return [self._tell(key, now_ns, wall_ns) for key in due]

    def _tell(self, key: _Key, now_ns: int, wall_ns: int) -> Event:
        reason, lane = key
        count: int | None = self._total[key] - self._told[key]
        if key in self._unknown and not count:
            count = None
        self._news.discard(key)
        self._unknown.discard(key)
        self._told[key], self._next[key] = self._total[key], now_ns + AGAIN_NS
        kind = None if lane is None else f"class {lane}"
        return AgentLoss(
            timestamp=wall_ns, loss_count=count, loss_total=self._total[key], loss_reason=reason, loss_where="spool", loss_type=kind
        )
