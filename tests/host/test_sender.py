import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from redshank.host import connection
from redshank.host.backoff import Backoff
from redshank.host.channel import Channel
from redshank.host.connection import Connection
from redshank.host.counters import Counters
from redshank.host.sender import Sender
from redshank.host.server_address import read_address
from redshank.host.state_folder import make_state_folder
from redshank.wire.messages import HELLO_PATH, PUSH_PATH, HostFacts
from redshank.wire.signing import agent_id_of, public_bytes
from tests.host.fake_server import FAULTS, FakeServer, fake_server
from tests.host.fake_spool import FakeSpool

KEY = Ed25519PrivateKey.generate()


class Now:
    """A clock that is moved by what a step asks to wait."""

    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        return self.s


@contextmanager
def sending(server: FakeServer, spool: FakeSpool, folder: Path, now: Now, lanes: tuple[int, ...] = (0, 1)) -> Iterator[Sender]:
    server.know(KEY)
    with make_state_folder(folder) as state:
        counters, link = Counters(state), Connection(read_address(server.url, ""), None)
        own, control = (
            Channel(name, KEY, agent_id_of(public_bytes(KEY)), public_bytes(server.key), link, counters, lambda: 1)
            for name in ("urgent" if lanes[0] == 0 else "bulk", "control")
        )
        backoff = Backoff(lambda: 1.0)
        yield Sender(lanes, spool, own, control, threading.Lock(), HostFacts("web-03"), backoff, now)
        link.close()


def run_until_empty(sender: Sender, spool: FakeSpool, now: Now, most_steps: int = 200) -> None:
    for _ in range(most_steps):
        now.s += sender.step()
        if not any(spool.lanes[lane] for lane in sender.lanes):
            return
    raise AssertionError(f"not delivered: {sender.sent}")


def expected(*lanes: int, of: FakeSpool) -> list[str]:
    return sorted(f"{block.lane}:{seq}" for lane in lanes for block in of.lanes[lane] for seq in range(block.first_seq, block.last_seq + 1))


def test_events_arrive_once_in_order_and_urgent_lanes_first(tmp_path: Path) -> None:
    spool, now = FakeSpool(), Now()
    for lane in (1, 0, 1):
        spool.add(lane)
    with fake_server() as server, sending(server, spool, tmp_path / "agent", now) as sender:
        assert sender.step() == 0.0
        assert server.requests == [HELLO_PATH, PUSH_PATH]
        assert server.stored == ["0:4", "0:5", "0:6", "1:1", "1:2", "1:3", "1:7", "1:8", "1:9"]
        assert spool.marks[0] == 6 and spool.marks[1] == 9
        assert (sender.sent.events, sender.sent.acked, sender.sent.retries, sender.sent.trouble) == (9, 9, 0, "")
        assert sender.step() == 0.0 and not sender.has_more


def test_what_the_server_has_is_not_sent_again_after_a_start(tmp_path: Path) -> None:
    spool, now = FakeSpool(), Now()
    blocks = [spool.add(0) for _ in range(3)]
    with fake_server() as server:
        server.marks[(spool.epoch, 0)] = blocks[1].last_seq
        with sending(server, spool, tmp_path / "agent", now) as sender:
            sender.step()
        assert server.stored == ["0:7", "0:8", "0:9"] and server.duplicates == 0
        assert spool.marks[0] == 9


def test_server_that_lost_something_gets_it_again(tmp_path: Path) -> None:
    spool, now = FakeSpool(), Now()
    spool.add(0)
    spool.marks[0] = 3  # our hint says it was acknowledged; the server, who knows, says it has nothing
    with fake_server() as server, sending(server, spool, tmp_path / "agent", now) as sender:
        sender.step()
        assert server.stored == ["0:1", "0:2", "0:3"]


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(("", *FAULTS)), max_size=10),
    st.lists(st.tuples(st.sampled_from((0, 1)), st.integers(1, 4)), min_size=1, max_size=6),
)
def test_whatever_goes_wrong_nothing_is_lost_or_doubled(
    tmp_path_factory: pytest.TempPathFactory, script: list[str], blocks: list[tuple[int, int]]
) -> None:
    spool, now = FakeSpool(), Now()
    with pytest.MonkeyPatch.context() as patch, fake_server(script) as server:
        patch.setattr(connection, "SILENCE_S", 0.1)
        with sending(server, spool, tmp_path_factory.mktemp("run") / "agent", now) as sender:
            half = len(blocks) // 2
            for lane, count in blocks[:half]:
                spool.add(lane, count)
            whole = expected(0, 1, of=spool)
            now.s += sender.step()
            for lane, count in blocks[half:]:
                before = set(expected(0, 1, of=spool))
                spool.add(lane, count)
                whole += sorted(set(expected(0, 1, of=spool)) - before)
            run_until_empty(sender, spool, now)
    assert sorted(server.stored) == sorted(whole)
    assert spool.poisoned == []


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_counted_or_named_and_then_over(fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "SILENCE_S", 0.1)
    spool, now = FakeSpool(), Now()
    spool.add(0)
    with fake_server(["", fault]) as server, sending(server, spool, tmp_path / "agent", now) as sender:
        now.s += sender.step()
        assert sum(sender.sent.refused.values()) == 1, sender.sent
        assert fault == "replay" or sender.sent.trouble
        run_until_empty(sender, spool, now)
        assert server.stored == ["0:1", "0:2", "0:3"] and sender.sent.trouble == ""


def test_counter_goes_on_above_the_server_s_word(tmp_path: Path) -> None:
    spool, now = FakeSpool(), Now()
    spool.add(0)
    with fake_server() as server, sending(server, spool, tmp_path / "agent", now) as sender:
        server.counters[(agent_id_of(public_bytes(KEY)), "urgent")] = 5_000
        assert sender.step() == 0.0 and sender.step() == 0.0
        assert server.counters[(agent_id_of(public_bytes(KEY)), "urgent")] == 5_001 and server.stored


def test_block_that_will_never_be_taken_is_put_aside_and_the_rest_goes_on(tmp_path: Path) -> None:
    spool, now = FakeSpool(), Now()
    bad, _ = spool.add(1), spool.add(1)
    with fake_server() as server, sending(server, spool, tmp_path / "agent", now) as sender:
        server.refuse[(1, bad.first_seq)] = "corrupt"
        sender.step()
        assert server.stored == ["1:4", "1:5", "1:6"]
        assert spool.poisoned == [bad] and sender.sent.refused["corrupt"] == 3


def test_full_disk_of_the_server_keeps_the_lane_and_lets_the_other_one_go_on(tmp_path: Path) -> None:
    spool, now = FakeSpool(), Now()
    held = spool.add(3)
    with fake_server() as server, sending(server, spool, tmp_path / "agent", now, lanes=(2, 3)) as sender:
        server.refuse[(3, held.first_seq)] = "disk_full"
        sender.step()
        spool.add(2)
        assert sender.step() == 0.0 and server.stored == ["2:4", "2:5", "2:6"]
        assert sender.step() == 1.0 and sender.has_more and spool.poisoned == []
        server.refuse.clear()
        now.s += 2
        sender.step()
        assert server.stored[3:] == ["3:1", "3:2", "3:3"]


def test_one_block_that_spoils_every_request_is_found_by_halving(tmp_path: Path) -> None:
    spool, now = FakeSpool(), Now()
    blocks = [spool.add(0) for _ in range(20)]
    with fake_server() as server, sending(server, spool, tmp_path / "agent", now) as sender:
        server.reject.add((0, blocks[12].first_seq))
        run_until_empty(sender, spool, now)
        assert spool.poisoned == [blocks[12]] and len(server.stored) == 57
        assert sender.sent.refused["put_aside"] == 3


def test_server_that_refuses_everything_takes_little_with_it(tmp_path: Path) -> None:
    spool, now = FakeSpool(), Now()
    for _ in range(10):
        block = spool.add(0)
    with fake_server() as server, sending(server, spool, tmp_path / "agent", now) as sender:
        server.reject = {(0, first) for first in range(1, block.last_seq)}
        for _ in range(40):
            now.s += sender.step()
        assert len(spool.poisoned) == 2 and len(spool.lanes[0]) == 8
        assert "refuses every request" in sender.sent.trouble and now.s > 600


def test_stranger_on_the_server_s_port_makes_nothing_be_put_aside(tmp_path: Path) -> None:
    spool, now = FakeSpool(), Now()
    block = spool.add(0)
    with fake_server() as server, sending(server, spool, tmp_path / "agent", now) as sender:
        server.sign_problems = False
        server.reject.add((0, block.first_seq))
        for _ in range(10):
            now.s += sender.step()
        assert spool.poisoned == [] and spool.lanes[0] == [block]


def test_revoked_agent_keeps_what_it_has_and_asks_ever_less_often(tmp_path: Path) -> None:
    spool, now = FakeSpool(), Now()
    spool.add(0)
    with fake_server() as server, sending(server, spool, tmp_path / "agent", now) as sender:
        server.agents.clear()
        pauses = [sender.step() for _ in range(9)]
        assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60] and not spool.is_empty
        assert "unknown_agent" in sender.sent.trouble


def test_credit_bounds_what_one_request_brings(tmp_path: Path) -> None:
    spool, now = FakeSpool(), Now()
    with fake_server() as server, sending(server, spool, tmp_path / "agent", now) as sender:
        server.credit = 600
        sender.step()
        for _ in range(4):
            spool.add(0, 300)
        sender.step()
        assert len(server.stored) == 600
        server.credit = 0
        assert sender.step() == 1.0, "a server without credit is asked again after a second"
