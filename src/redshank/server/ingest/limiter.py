"""Who failed too often lately has to wait: by address, in memory, bounded."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from redshank.core.network import network_of

MAX_ADDRESSES = 10_000
MAX_FAILURES = 10
SPAN_S = 60.0


@dataclass(slots=True)
class _Failures:
    count: int
    since_s: float


class Limiter:
    """At most MAX_FAILURES in SPAN_S of an address; an IPv6 address counts with its /64. For several threads."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: OrderedDict[str, _Failures] = OrderedDict()

    def wait_s(self, address: str) -> float:
        """Seconds to wait before another try; 0 where one may be made now."""
        with self._lock:
            known = self._failures.get(network_of(address))
            if known is None or known.count < MAX_FAILURES:
                return 0.0
            return max(0.0, known.since_s + SPAN_S - self._clock())

    def count(self, address: str) -> None:
        """Another failure."""
        now = self._clock()
        with self._lock:
            network = network_of(address)
            known = self._failures.get(network)
            if known is None or known.since_s + SPAN_S <= now:
                self._failures[network] = _Failures(1, now)
            else:
                known.count += 1
            self._failures.move_to_end(network)
            if len(self._failures) > MAX_ADDRESSES:
                self._failures.popitem(last=False)
