"""How often something may be tried: counted before it is tried, so that tries at the same time are counted too."""

from collections import OrderedDict, deque
from dataclasses import dataclass, field

from redshank.core.clock import Clock

MAX_KEYS = 10_000
"""Names and addresses remembered; the one that tried longest ago is forgotten first."""


@dataclass(slots=True)
class Limiter:
    """At most `most` tries of one key within `span_s` seconds. For one thread: the event loop's."""

    most: int
    span_s: int
    clock: Clock
    _tries: OrderedDict[str, deque[int]] = field(default_factory=OrderedDict)

    def take(self, key: str) -> int:
        """Counts a try. Returns 0 where it may go on, else after how many seconds it may be tried again; that try counts not."""
        now = self.clock.boot_ns()
        tries = self._tries.setdefault(key, deque(maxlen=self.most))
        self._tries.move_to_end(key)
        if len(self._tries) > MAX_KEYS:
            self._tries.popitem(last=False)
        span_ns = self.span_s * 1_000_000_000
        while tries and tries[0] <= now - span_ns:
            tries.popleft()
        if len(tries) >= self.most:
            return 1 + (tries[0] + span_ns - now) // 1_000_000_000
        tries.append(now)
        return 0

    def forget(self, key: str) -> None:
        """Its tries are forgotten: the right person has come in."""
        self._tries.pop(key, None)
