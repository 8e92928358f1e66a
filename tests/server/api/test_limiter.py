import pytest

from redshank.core.clock import FixedClock
from redshank.server.api import limiter
from redshank.server.api.limiter import Limiter

SECOND_NS = 1_000_000_000


def test_tries_are_counted_before_they_are_made() -> None:
    tries = Limiter(3, 60, FixedClock())
    assert [tries.take("eve") for _ in range(3)] == [0, 0, 0]
    assert tries.take("eve") > 0
    assert tries.take("ann") == 0


def test_refused_try_does_not_lengthen_the_wait() -> None:
    clock = FixedClock()
    tries = Limiter(1, 60, clock)
    tries.take("eve")
    for _ in range(59):
        clock.move(SECOND_NS)
        assert tries.take("eve") > 0
    clock.move(SECOND_NS)
    assert tries.take("eve") == 0


def test_waiting_as_long_as_told_is_enough() -> None:
    clock = FixedClock()
    tries = Limiter(2, 900, clock)
    tries.take("eve")
    clock.move(5 * SECOND_NS)
    tries.take("eve")
    clock.move(tries.take("eve") * SECOND_NS)
    assert tries.take("eve") == 0


def test_the_right_person_begins_anew() -> None:
    tries = Limiter(1, 60, FixedClock())
    tries.take("ann")
    tries.forget("ann")
    tries.forget("nobody")
    assert tries.take("ann") == 0


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiter, "MAX_KEYS", 10)
    tries = Limiter(1, 60, FixedClock())
    for number in range(1000):
        tries.take(str(number))
    assert len(tries._tries) == 10
    assert tries.take("999") > 0
