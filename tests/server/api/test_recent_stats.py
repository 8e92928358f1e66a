import threading

import pytest

from redshank.core.clock import FixedClock
from redshank.core.errors import StoreError
from redshank.server.api.recent_stats import MAX_AGE_NS, RecentStats
from redshank.server.store.event_store import StoreStats
from redshank.server.store.memory import MemoryStore


class Counting(MemoryStore):
    """Counts how often it is asked; full where told to be."""

    asked, full = 0, False

    def stats(self) -> StoreStats:
        self.asked += 1
        if self.full:
            raise StoreError("no room", "full")
        return super().stats()


def test_store_is_asked_once_for_a_while_however_many_ask() -> None:
    store, clock = Counting(), FixedClock()
    recent = RecentStats(store, clock)
    threads = [threading.Thread(target=recent.get) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.asked == 1
    clock.move(MAX_AGE_NS - 1)
    recent.get()
    assert store.asked == 1
    clock.move(1)
    recent.get()
    assert store.asked == 2


def test_store_that_cannot_answer_is_asked_no_more_often() -> None:
    store, clock = Counting(), FixedClock()
    store.full = True
    recent = RecentStats(store, clock)
    for _ in range(3):
        with pytest.raises(StoreError):
            recent.get()
    assert store.asked == 1
    store.full = False
    clock.move(MAX_AGE_NS)
    assert recent.get().events == 0
