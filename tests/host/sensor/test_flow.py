import os
import struct
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.flow import Flow, Kernel, Line, by_class
from redshank.host.sensor.libbpf import Loaded

OPEN, EXEC = 16, 1


class Fake(Loaded):
    """Counts and accounts of a kernel side that is not there; two processors."""

    def __init__(self) -> None:
        self.memory = os.memfd_create("accounts")
        os.ftruncate(self.memory, 8192)
        self.counts: dict[int, tuple[int, int, int]] = {}

    def map_fd(self, name: str) -> int:
        return self.memory

    def program_fd(self, program: str) -> int:
        return self.memory

    def program_fds(self) -> dict[str, int]:
        return {}

    def link_fds(self) -> dict[str, int]:
        return {}

    def get(self, map_name: str, key: bytes, size: int) -> bytes | None:
        offered, dropped, throttled = self.counts.get(int.from_bytes(key, "little"), (0, 0, 0))
        return struct.pack("<6Q", offered, dropped, throttled, 0, 0, 0)[:size]

    def possible_cpus(self) -> int:
        return 2

    def close(self) -> None:
        os.close(self.memory)


@pytest.fixture
def fake() -> Iterator[Fake]:
    fake = Fake()
    yield fake
    fake.close()


def test_what_was_read_is_in_flight_until_it_is_kept(fake: Fake) -> None:
    flow, fake.counts[OPEN] = Flow(fake), (10, 2, 5)
    for _ in range(8):
        flow.arrived(OPEN)
    assert dict(flow.lines()) == {OPEN: Line(seen=15, throttled=5, dropped=2, in_flight=8)}
    flow.settle()
    assert dict(flow.lines()) == {OPEN: Line(seen=15, delivered=8, throttled=5, dropped=2)}
    flow.close()
    flow.close()


def test_account_goes_on_for_a_successor(fake: Fake) -> None:
    flow, fake.counts[OPEN] = Flow(fake), (3, 0, 0)
    flow.arrived(OPEN)
    flow.arrived(OPEN)
    flow.settle()
    flow.told_dropped(OPEN, 7)
    flow.close()
    flow = Flow(fake)
    flow.arrived(OPEN)
    flow.settle()
    assert dict(flow.lines())[OPEN].delivered == 3 and flow.told_dropped(OPEN) == 7
    flow.close()


def test_record_of_no_type_of_ours_is_counted_as_unknown(fake: Fake) -> None:
    flow = Flow(fake)
    flow.corrupt(60_000)
    flow.settle()
    assert dict(flow.lines()) == {0: Line(corrupt=1, in_flight=-1)}
    flow.close()


def test_number_that_never_arrives_is_a_remainder_once_the_rings_were_read_past_it(fake: Fake) -> None:
    flow = Flow(fake)
    flow.check(OPEN, Kernel(5, 0, 0), drained=True)
    flow.check(OPEN, Kernel(5, 0, 0), drained=False)
    assert flow.remainder == {}
    flow.check(OPEN, Kernel(5, 1, 0), drained=True)
    assert flow.remainder == {OPEN: 4}
    for _ in range(4):
        flow.arrived(OPEN)
    flow.check(OPEN, Kernel(5, 1, 0), drained=True)
    assert flow.remainder == {}
    flow.arrived(OPEN)
    flow.check(OPEN, Kernel(5, 1, 0), drained=True)
    assert flow.remainder == {OPEN: -1}, "one was told twice"
    flow.close()


@given(st.lists(st.tuples(st.sampled_from([1, 16, 0]), st.integers(0, 9), st.integers(0, 9)), max_size=9))
def test_classes_add_up_to_the_types(lines: list[tuple[int, int, int]]) -> None:
    whole = [(number, Line(seen=a + b, delivered=a, dropped=b)) for number, a, b in lines]
    classes = by_class(iter(whole))
    assert sum(line.seen for line in classes.values()) == sum(line.seen for _, line in whole)
    assert set(classes) <= {1, 2}
