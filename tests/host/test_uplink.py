import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from redshank.core.clock import SystemClock
from redshank.host import backoff, connection
from redshank.host.backoff import Backoff
from redshank.host.certificate import pin_of
from redshank.host.counters import Counters
from redshank.host.identity import Identity
from redshank.host.sender import Sender
from redshank.host.state_folder import make_state_folder
from redshank.host.uplink import Account, Uplink
from redshank.wire.messages import HostFacts
from redshank.wire.signing import agent_id_of, public_bytes
from tests.host.certificates import make_certificate
from tests.host.fake_server import FakeServer, fake_server
from tests.host.fake_spool import FakeSpool

KEY = Ed25519PrivateKey.generate()
ME = agent_id_of(public_bytes(KEY))


def until(holds: Callable[[], bool], most_s: float = 20.0) -> None:
    end = time.monotonic() + most_s
    while not holds():
        assert time.monotonic() < end, "did not happen"
        time.sleep(0.01)


@contextmanager
def uplink_to(server: FakeServer, spool: FakeSpool, folder: Path, pin: str = "") -> Iterator[Uplink]:
    server.know(KEY)
    identity = Identity(ME, "h-1", server.url, public_bytes(server.key), pin, server.certificate)
    with make_state_folder(folder / "agent") as state:
        uplink = Uplink(Account(identity, KEY, Counters(state)), spool, HostFacts("web-03"), SystemClock())
        uplink.start()
        try:
            yield uplink
        finally:
            uplink.close(0.1)


def test_both_senders_deliver_and_say_so(tmp_path: Path) -> None:
    spool = FakeSpool()
    with fake_server() as server, uplink_to(server, spool, tmp_path) as uplink:
        for lane in (3, 1, 0, 2):
            spool.add(lane)
        until(lambda: spool.is_empty)
        health = uplink.health()
        assert (health.state, health.detail, health.sent, health.acked, health.refused) == ("ok", server.url, 12, 12, {})
        assert health.last_ack_ns and sorted(hello.epoch for hello in server.hellos) == [spool.epoch] * 2


def test_over_tls_with_a_pinned_server(tmp_path: Path) -> None:
    made, spool = make_certificate(tmp_path), FakeSpool()
    with fake_server(certificate=made.pem, context=made.context) as server, uplink_to(server, spool, tmp_path, pin_of(made.der)):
        spool.add(0)
        spool.add(2)
        until(lambda: spool.is_empty)
        assert sorted(server.stored) == ["0:1", "0:2", "0:3", "2:4", "2:5", "2:6"]


def test_stuck_bulk_does_not_hold_up_what_is_urgent(tmp_path: Path) -> None:
    spool = FakeSpool()
    with fake_server() as server, uplink_to(server, spool, tmp_path):
        until(lambda: len(server.hellos) == 2)
        gate, store = threading.Event(), server._store

        def slow(push):
            if push.blocks[0].lane >= 2:
                server._lock.release()
                gate.wait(10)
                server._lock.acquire()
            return store(push)

        server._store = slow  # type: ignore[method-assign]  # of the fake
        spool.add(2)
        for _ in range(5):
            spool.add(1)
        until(lambda: not spool.lanes[1])
        assert spool.lanes[2] and not gate.is_set()
        gate.set()
        until(lambda: spool.is_empty)


def test_sender_that_breaks_is_said_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step, broken = Sender.step, iter([True])

    def once(self: Sender) -> float:
        if next(broken, False):
            raise UnicodeError("a name that no resolver takes")
        return step(self)

    monkeypatch.setattr(Sender, "step", once)
    monkeypatch.setattr(Backoff, "failed", lambda self: 0.0)
    with fake_server() as server, uplink_to(server, FakeSpool(), tmp_path) as uplink:
        until(lambda: uplink.health().refused.get("error") == 1)
        until(lambda: uplink.health().state == "ok")


def test_ending_takes_the_last_words_along(tmp_path: Path) -> None:
    spool = FakeSpool()
    with fake_server() as server, uplink_to(server, spool, tmp_path) as uplink:
        until(lambda: len(server.hellos) == 2)
        spool.add(0)
        uplink.close()
        assert server.stored == ["0:1", "0:2", "0:3"]
        uplink.close()


@pytest.mark.parametrize("fault", ["stall", "busy"])
def test_ending_is_not_held_up_by_a_server_that_does_not_answer(fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = FakeSpool()
    spool.add(0)
    with fake_server([fault] * 1000) as server, uplink_to(server, spool, tmp_path) as uplink:
        until(lambda: len(server.script) < 1000)
        begun = time.monotonic()
        uplink.close(0.2)
        assert time.monotonic() - begun < 5
        assert not spool.is_empty


def test_waiting_for_the_next_try_ends_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backoff.Backoff, "failed", lambda self: 3600.0)
    spool = FakeSpool()
    spool.add(0)
    with fake_server(["close_at_once"] * 2) as server, uplink_to(server, spool, tmp_path) as uplink:
        until(lambda: uplink.health().retries == 2)
        assert uplink.health().state == "degraded" and "closed the connection" in uplink.health().detail
        uplink.close()
        assert server.stored == ["0:1", "0:2", "0:3"], "the way was free again when it ended"


def test_request_that_takes_too_long_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "REQUEST_S", 0.05)
    spool = FakeSpool()
    with fake_server() as server, uplink_to(server, spool, tmp_path) as uplink:
        until(lambda: len(server.hellos) == 2)
        server.script.append("stall")
        monkeypatch.setattr("tests.host.fake_server.STALL_S", 5)
        spool.add(0)
        end = time.monotonic() + 4
        while not uplink.health().retries and time.monotonic() < end:
            uplink.tend()
            time.sleep(0.01)
        assert uplink.health().retries == 1
        until(lambda: spool.is_empty)
