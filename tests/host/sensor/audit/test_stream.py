import errno
import socket
import struct
from collections.abc import Iterator

import pytest

from redshank.core.errors import HostError
from redshank.host.sensor.audit import netlink
from redshank.host.sensor.audit.records import REPLACE
from redshank.host.sensor.audit.stream import RecordStream


class Kernel:
    """Stands where the kernel would be: gives a new socket at each subscription."""

    def __init__(self) -> None:
        self.ends: list[tuple[socket.socket, socket.socket]] = []
        self.alone: list[bool] = []
        self.refuses = False

    def open(self) -> socket.socket:
        if self.refuses:
            raise HostError("no")
        self.ends.append(socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM))
        for end in self.ends[-1]:
            end.setblocking(False)
        return self.ends[-1][0]

    def send(self, kind: int, text: bytes) -> None:
        self.ends[-1][1].send(struct.pack("=IHHII", 0, kind, 0, 0, 0) + text)

    def record(self, serial: int, kind: int = 1300) -> None:
        self.send(kind, b"audit(1795497375.151:%d): a=1" % serial)


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Iterator[Kernel]:
    made = Kernel()
    monkeypatch.setattr(netlink, "open_socket", made.open)
    monkeypatch.setattr(netlink, "join_readers", lambda sock: made.alone.append(False))
    monkeypatch.setattr(netlink, "register", lambda sock: made.alone.append(True))
    monkeypatch.setattr(netlink, "unregister", lambda sock: None)
    monkeypatch.setattr(netlink, "status", lambda: netlink.Status(0, 1, 0, 64, 0, 0))
    yield made
    for pair in made.ends:
        for end in pair:
            end.close()


def test_records_come_and_what_programs_sent_is_left_to_the_logs(kernel: Kernel) -> None:
    stream = RecordStream()
    kernel.record(1)
    kernel.record(2, kind=1112)  # USER_LOGIN
    kernel.send(1300, b"garbage")
    assert [record.key[2] for record in stream.read()] == [1]
    assert (stream.corrupt, stream.records, stream.lost) == (1, 2, 0)
    stream.close()
    stream.close()


def test_overrun_is_counted_by_the_serials_that_are_missing(kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = RecordStream()
    kernel.record(10)
    stream.read()
    assert stream._overrun(OSError(errno.ENOBUFS, "no room")) is True
    kernel.record(15)
    stream.read()
    assert (stream.overruns, stream.lost) == (1, 4)
    stream.close()


def test_socket_that_ends_is_subscribed_again(kernel: Kernel) -> None:
    stream = RecordStream()
    fd = stream.fileno()
    kernel.record(1)
    stream.read()
    stream._overrun(OSError(errno.ECONNRESET, "gone"))
    kernel.record(4)
    assert [record.key[2] for record in stream.read()] == [4]
    assert (stream.restarts, stream.lost, stream.fileno()) == (1, 2, fd)
    stream.close()


def test_subscription_that_is_refused_is_tried_again(kernel: Kernel) -> None:
    stream = RecordStream()
    kernel.refuses = True
    stream.renew()
    assert stream.read() == []
    kernel.refuses = False
    stream.read()
    kernel.record(3)
    assert len(stream.read()) == 1
    stream.close()


def test_place_of_the_daemon_is_given_up_when_another_asks_for_it(kernel: Kernel) -> None:
    stream = RecordStream()
    assert stream.daemon
    kernel.send(REPLACE, b"1234")
    stream.read()
    assert (stream.daemon, stream.yielded, kernel.alone) == (False, 1, [True, False])
    stream.close()


def test_daemon_that_lives_is_not_asked_to_go(kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(netlink, "status", lambda: netlink.Status(1, 1, 1, 64, 0, 0))
    stream = RecordStream()
    assert not stream.daemon and kernel.alone == [False]
    stream.close()
