"""The ring is a map in memory: here a file stands in for it, laid out as the kernel does."""

import os
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from redshank.host.sensor import ring as ring_module
from redshank.host.sensor.ring import Ring

SIZE = 4096
BUSY, DISCARDED = 1 << 31, 1 << 30


class FakeRing:
    """A ring in a file: the data area is written twice, as the kernel maps it."""

    def __init__(self, folder: Path) -> None:
        self.fd = os.open(folder / "ring", os.O_RDWR | os.O_CREAT)
        os.ftruncate(self.fd, 2 * 4096 + 2 * SIZE)

    def put(self, position: int, payload: bytes, flags: int = 0) -> int:
        record = struct.pack("<II", len(payload) | flags, 0) + payload
        record += bytes(-len(record) % 8)
        for offset, byte in enumerate(record):
            place = (position + offset) % SIZE
            os.pwrite(self.fd, bytes([byte]), 2 * 4096 + place)
            os.pwrite(self.fd, bytes([byte]), 2 * 4096 + SIZE + place)
        return position + len(record)

    def produce(self, position: int) -> None:
        os.pwrite(self.fd, struct.pack("<Q", position), 4096)

    def consume(self, position: int) -> None:
        os.pwrite(self.fd, struct.pack("<Q", position), 0)

    def consumed(self) -> int:
        return int(struct.unpack("<Q", os.pread(self.fd, 8, 0))[0])


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeRing]:
    fake = FakeRing(tmp_path)
    yield fake
    os.close(fake.fd)


def read_all(ring: Ring, limit: int = 100) -> list[bytes]:
    return list(ring.records(ring.produced(), limit))


def test_records_come_in_order_and_are_given_back_only_on_release(fake: FakeRing) -> None:
    end = fake.put(fake.put(0, b"one"), b"three")
    fake.produce(end)
    ring = Ring(fake.fd, SIZE)
    assert read_all(ring) == [b"one", b"three"]
    assert fake.consumed() == 0 and ring.backlog() == end
    ring.release()
    assert fake.consumed() == end and ring.backlog() == 0
    ring.close()


def test_record_that_wraps_is_whole(fake: FakeRing) -> None:
    start = SIZE - 16
    fake.consume(start)
    fake.produce(fake.put(start, b"wrapped around the end"))
    ring = Ring(fake.fd, SIZE)
    assert read_all(ring) == [b"wrapped around the end"]
    ring.close()


def test_record_still_being_written_stops_the_read(fake: FakeRing) -> None:
    end = fake.put(fake.put(0, b"done"), b"busy", BUSY)
    fake.produce(end)
    ring = Ring(fake.fd, SIZE)
    assert read_all(ring) == [b"done"]
    fake.put(16, b"busy")
    assert read_all(ring) == [b"busy"]
    ring.close()


def test_discarded_record_is_passed_over(fake: FakeRing) -> None:
    fake.produce(fake.put(fake.put(0, b"not kept", DISCARDED), b"kept"))
    ring = Ring(fake.fd, SIZE)
    assert read_all(ring) == [b"kept"]
    ring.close()


def test_limit_leaves_the_rest_for_the_next_call(fake: FakeRing) -> None:
    end = 0
    for number in range(5):
        end = fake.put(end, b"%d" % number)
    fake.produce(end)
    ring = Ring(fake.fd, SIZE)
    assert [read_all(ring, 2), read_all(ring, 2), read_all(ring, 2)] == [[b"0", b"1"], [b"2", b"3"], [b"4"]]
    ring.close()


def test_layout_constants_are_the_kernels() -> None:
    assert (ring_module._BUSY, ring_module._DISCARDED) == (BUSY, DISCARDED)
