"""How much the event store has, asked of it now and then: to count it all takes it a while, and anybody may ask for health."""

import threading
from dataclasses import dataclass, field

from redshank.core.clock import Clock
from redshank.core.errors import StoreError
from redshank.server.store.event_store import EventStore, StoreStats

MAX_AGE_NS = 15 * 1_000_000_000
STATS_KEY = "stats"
"""Where the application's state has them."""


@dataclass(slots=True)
class RecentStats:
    """The store's figures, at most MAX_AGE_NS old. Any thread; one at a time asks the store, the others wait for its answer."""

    store: EventStore
    clock: Clock
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _known: StoreStats | StoreError | None = None
    _asked_ns: int = 0

    def get(self) -> StoreStats:
        """The figures. Raises StoreError where the store could not answer."""
        with self._lock:
            now = self.clock.boot_ns()
            if self._known is None or now - self._asked_ns >= MAX_AGE_NS:
                self._known, self._asked_ns = self._ask(), now
            known = self._known
        if isinstance(known, StoreError):
            raise known
        return known

    def _ask(self) -> StoreStats | StoreError:
        try:
            return self.store.stats()
        except StoreError as error:
            return error
