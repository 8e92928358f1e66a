"""What was refused, counted in memory and written down now and then: a flood of bad requests must not become one of writes."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

MAX_KINDS = 4_096
"""Different pairs of agent and kind between two writes; what comes beyond is counted as `other` of nobody."""
NOBODY = "-"


@dataclass(frozen=True, slots=True)
class Tallied:
    """How often something was refused to an agent since the last write, with the first sample of it."""

    agent_id: str
    kind: str
    count: int
    sample: bytes = b""


Save = Callable[[list[Tallied]], None]


class Tally:
    """Counts by agent and kind. For several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._unsaved: dict[tuple[str, str], Tallied] = {}
        self._totals: dict[str, int] = {}

    def count(self, agent_id: str, kind: str, number: int = 1, sample: bytes = b"") -> None:
        """`number` more of this kind."""
        with self._lock:
            key = (agent_id, kind)
            if key not in self._unsaved and len(self._unsaved) >= MAX_KINDS:
                key = (NOBODY, "other")
            known = self._unsaved.get(key, Tallied(*key, 0))
            self._unsaved[key] = Tallied(*key, known.count + number, known.sample or sample)
            self._totals[kind] = self._totals.get(kind, 0) + number

    def totals(self) -> dict[str, int]:
        """By kind, since the start."""
        with self._lock:
            return dict(self._totals)

    def flush(self, save: Save) -> None:
        """Hands what was counted since the last flush to `save`; where that raises, nothing is forgotten."""
        with self._lock:
            taken, self._unsaved = self._unsaved, {}
        if not taken:
            return
        try:
            save(list(taken.values()))
        except BaseException:
            for tallied in taken.values():
                self._put_back(tallied)
            raise

    def _put_back(self, tallied: Tallied) -> None:
        key = (tallied.agent_id, tallied.kind)
        with self._lock:
            known = self._unsaved.get(key, Tallied(*key, 0))
            self._unsaved[key] = Tallied(*key, known.count + tallied.count, tallied.sample or known.sample)
