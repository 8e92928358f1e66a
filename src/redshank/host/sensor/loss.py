"""The account of one ring: what arrived, what the kernel dropped, what could not be read. Pure."""

from collections import Counter

from redshank.events import Event
from redshank.events._generated.types import AgentLoss

_GAP = ("sequence_gap", "")


class LossLedger:
    """Losses of the ring called `where`; `events` tells each once, with the total so far."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._first: int | None = None
        self._last = -1
        self._arrived = 0
        self._dropped: Counter[str] = Counter()
        self._corrupt: Counter[str] = Counter()
        self._told: Counter[tuple[str, str]] = Counter()
        self._unsettled = 0
        self._before = 0

    def resume(self, event_type: str, told: int) -> None:
        """So many of this type were dropped and told before this run, by an agent that we go on for."""
        self._dropped[event_type] = self._told["ring_full", event_type] = told
        self._before += told

    def arrived(self, sequence: int) -> None:
        """A whole record with this number came. Numbers of two processors may come in either order."""
        self._arrived += 1
        if self._first is None or sequence < self._first:
            self._first = sequence
        self._last = max(self._last, sequence)

    def corrupt(self, kind: str) -> None:
        """A record came that could not be read; kind says why."""
        self._corrupt[kind] += 1

    def dropped(self, event_type: str, total: int) -> None:
        """The kernel's own count of records of this type that found no room, since the start."""
        self._dropped[event_type] = total

    def corrupted(self) -> int:
        """Records that could not be read."""
        return sum(self._corrupt.values())

    def unexplained(self) -> int:
        """Numbers that never arrived and no counter explains; 0 while records of two processors are on their way."""
        if self._first is None:
            return 0
        expected = self._last - self._first + 1
        return max(0, expected - self._arrived - self.corrupted() - sum(self._dropped.values()) + self._before)

    def total(self) -> int:
        """All that was lost in this run."""
        return sum(self._dropped.values()) - self._before + self.corrupted() + self._told[_GAP]

    def events(self, now_ns: int) -> list[Event]:
        """One agent.loss for each count that grew since the last call. now_ns: since 1970."""
        before, self._unsettled = self._unsettled, self.unexplained()
        counts = [(("ring_full", name), total) for name, total in self._dropped.items()]
        counts += [(("corrupt_record", kind), total) for kind, total in self._corrupt.items()]
        counts += [(_GAP, min(before, self._unsettled))]  # missing at two looks in a row: not only on its way
        return [self._tell(key, total, now_ns) for key, total in counts if total > self._told[key]]

    def _tell(self, key: tuple[str, str], total: int, now_ns: int) -> Event:
        count, self._told[key] = total - self._told[key], total
        return AgentLoss(
            timestamp=now_ns, loss_count=count, loss_total=total, loss_reason=key[0], loss_where=self._where, loss_type=key[1] or None
        )
