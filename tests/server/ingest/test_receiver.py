import asyncio
import resource
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar

from redshank.core.errors import InputError
from redshank.core.log import Log
from redshank.server.ingest import receiver
from redshank.server.ingest.disk import STEPS, DiskLadder
from redshank.server.ingest.enrolment import Door
from redshank.server.ingest.joiner import Joiner, acknowledge
from redshank.server.ingest.limiter import Limiter
from redshank.server.ingest.receiver import Reception, agent_router
from redshank.server.ingest.tally import Tally
from redshank.server.store.control import agents
from redshank.wire.messages import ENROL_PATH, HELLO_PATH, MAX_WIRE_BYTES, PUSH_PATH, Ack, Problem
from redshank.wire.signing import ANSWER_HEADER, REQUEST_HEADER, public_bytes, read_header, verify_answer
from tests.server.ingest.sending import EPOCH, Sender, block, execs, packed, raw_block
from tests.server.ingest.stores import Stores
from tests.server.ingest.test_inflate import bomb


class Doorway:
    """The agents' door over real stores, asked as HTTP asks it."""

    def __init__(self, stores, stream):
        self.stores, self.key, self.has_room = stores, Ed25519PrivateKey.generate(), True
        self.keeper = stores.keeper()
        self.keeper.open()
        self.judged = []
        self.joiner = Joiner(self.advance, lambda: self.has_room)
        self.joiner.start()
        limiter = Limiter(lambda: 0.0)
        self.reception = Reception(
            key=self.key,
            control=stores.control,
            registry=stores.registry,
            joiner=self.joiner,
            lanes=lambda: self.keeper.lanes,
            ladder=DiskLadder(lambda: 1.0),
            tally=Tally(),
            door=Door(stores.control, stores.registry, limiter, stores.clock, public_bytes(self.key), "", lambda *_: None),
            clock=stores.clock,
            workers=ThreadPoolExecutor(2),
            log=Log(stream=stream),
        )
        self.app = Litestar([agent_router(self.reception)], logging_config=None, openapi_config=None, request_max_body_size=1000)

    def advance(self, joined):
        plan, stored = self.keeper.keep(joined.incoming, joined.own)
        acknowledge(joined, plan.refused, self.keeper.lanes.high_waters)
        self.judged += [event.event_id for batch in stored for event in batch.events]

    def ask(self, path, body, headers):
        async def one():
            async with httpx.AsyncClient(transport=httpx.ASGITransport(cast(Any, self.app)), base_url="http://server") as client:
                return await client.post(path, content=body, headers=headers)

        return asyncio.run(one())

    def ack(self, path, body, headers):
        """What is acknowledged, by our server and to this request."""
        answer = self.ask(path, body, headers)
        assert answer.status_code == 200, answer.content
        signature = read_header(headers[REQUEST_HEADER]).signature
        verify_answer(answer.headers[ANSWER_HEADER], public_bytes(self.key), signature, answer.content)
        return msgspec.msgpack.decode(answer.content, type=Ack)

    def refused(self, path, body, headers):
        """The status and word of a refusal."""
        answer = self.ask(path, body, headers)
        assert ANSWER_HEADER not in answer.headers
        return answer.status_code, msgspec.msgpack.decode(answer.content, type=Problem).kind

    def handed_on(self):
        """What was handed on, once all is stored; nothing is taken afterwards."""
        assert self.joiner.stop(10)
        return self.judged

    def close(self):
        self.joiner.stop(10)
        self.reception.workers.shutdown()


@pytest.fixture
def doorway(stores, tmp_path):
    with (tmp_path / "log").open("w") as stream:
        made = Doorway(stores, stream)
        yield made
        made.close()


@pytest.fixture
def sender(doorway):
    return doorway.stores.let_in()


def test_pushed_events_are_stored_acknowledged_and_handed_on(doorway, sender):
    ack = doorway.ack(*sender.push(block(1, 1, execs(3)), block(2, 4, execs(2), previous=0)))
    assert (ack.agent_id, ack.epoch, ack.channel, ack.counter) == (sender.agent_id, EPOCH, "bulk", 1)
    assert ack.high_water == {"0": 0, "1": 3, "2": 5, "3": 0}
    assert (ack.refused, ack.wait_s) == ([], 0.0)
    assert doorway.stores.events.sequences() == [1, 2, 3, 4, 5]
    assert len(doorway.handed_on()) == 5


def test_same_push_again_is_acknowledged_alike_and_stored_once(doorway, sender):
    first = doorway.ack(*sender.push(block(1, 1, execs(3))))
    again = doorway.ack(*sender.push(block(1, 1, execs(3))))
    assert again.high_water == first.high_water
    assert doorway.stores.events.sequences() == [1, 2, 3]


def test_hello_tells_how_far_every_lane_is_and_notes_the_host(doorway, sender):
    doorway.ack(*sender.push(block(1, 1, execs(3))))
    ack = doorway.ack(*sender.hello())
    assert (ack.channel, ack.high_water["1"]) == ("control", 3)
    with doorway.stores.control.read() as connection:
        record = agents.get(connection, sender.agent_id)
    assert record is not None
    assert record.kernel == "6.1.0"


def test_answer_to_one_request_is_none_to_another(doorway, sender):
    path, body, headers = sender.hello()
    answer = doorway.ask(path, body, headers)
    other = read_header(sender.hello()[2][REQUEST_HEADER]).signature
    with pytest.raises(InputError, match="not signed by our server"):
        verify_answer(answer.headers[ANSWER_HEADER], public_bytes(doorway.key), other, answer.content)


def hostile(sender):
    """Requests that have to be refused, with the status and word of it."""
    path, body, headers = sender.push(block(1, 1, execs(1)))
    sender.counters["bulk"] -= 1
    other = Sender()
    large = bytes(MAX_WIRE_BYTES + 1)
    deep = b"\x91" * 100_000
    return {
        "wrong signature": ((path, body + b"x", headers), (401, "wrong_signature")),
        "of another path": ((HELLO_PATH, body, headers), (401, "wrong_signature")),
        "unknown agent": ((path, body, other.signed(path, body)), (401, "unknown_agent")),
        "no signature": ((path, body, {}), (401, "no_signature")),
        "replay": ((path, body, sender.signed(path, body, counter=0)), (409, "replay")),
        "too large": ((path, large, sender.signed(path, large, counter=90)), (413, "too_large")),
        "no message": ((path, b"\xc1", sender.signed(path, b"\xc1", counter=91)), (400, "malformed")),
        "deep": ((path, deep, sender.signed(path, deep, counter=92)), (400, "malformed")),
        "no hello": ((HELLO_PATH, b"", sender.signed(HELLO_PATH, b"", "control", 1)), (400, "malformed")),
        "no enrolment": ((ENROL_PATH, b"", other.signed(ENROL_PATH, b"", "control", 1)), (400, "malformed")),
    }


@pytest.mark.parametrize("what", list(hostile(Sender())))
def test_bad_request_is_refused_and_counted_and_the_stream_goes_on(doorway, sender, what):
    request, expected = hostile(sender)[what]
    assert doorway.refused(*request) == expected
    assert doorway.reception.tally.totals() == {expected[1]: 1}
    sender.counters["bulk"] = 100
    assert doorway.ack(*sender.push(block(1, 1, execs(2)))).high_water["1"] == 2
    assert doorway.reception.intake.open_bytes == 0
    assert doorway.reception.open_requests == {}


def test_bombs_are_refused_without_memory_and_without_stopping_the_stream(doorway, sender):
    frame = bomb(1 << 30)
    doorway.ack(*sender.push(block(1, 1, execs(1))))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for round_ in range(3):
        bombs = [raw_block(frame, 1, 2 + 20 * round_ + n) for n in range(10)]
        ack = doorway.ack(*sender.push(*bombs))
        assert [one.kind for one in ack.refused] == ["too_large"] * 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 << 10, "KiB"
    assert doorway.ack(*sender.push(block(1, 100, execs(2)))).high_water["1"] == 101


def test_500_bad_events_cost_themselves_and_are_counted(doorway, sender):
    items = [*msgspec.msgpack.decode(msgspec.msgpack.encode(execs(10))), *([{"event.action": "process.exec", "@timestamp": "now"}] * 490)]
    ack = doorway.ack(*sender.push(raw_block(packed(items), 1, 1, 500)))
    assert ack.high_water["1"] == 500
    assert len(doorway.stores.events.sequences()) == 10
    assert doorway.reception.tally.totals() == {"event.wrong_value": 490}


def test_wrong_ids_in_the_body_do_not_reach_the_store(doorway, sender):
    other = doorway.stores.let_in(Sender("db-01"))
    doorway.ack(*sender.push(block(1, 1, execs(1, agent_id=other.agent_id, host_id="h-other"))))
    assert doorway.handed_on() == [f"{sender.agent_id}-{EPOCH}-1"]


def test_revoked_agent_is_turned_away_once_the_registry_knows(doorway, sender):
    with doorway.stores.control.write() as connection:
        agents.revoke(connection, sender.agent_id, "anna", 1)
    doorway.reception.registry.replace(doorway.stores.read_registry()._agents.values())
    assert doorway.refused(*sender.push(block(1, 1, execs(1)))) == (403, "revoked")


def test_while_detection_is_behind_agents_are_asked_to_wait(doorway, sender):
    doorway.has_room = False
    answer = doorway.ask(*sender.push(block(1, 1, execs(1))))
    problem = msgspec.msgpack.decode(answer.content, type=Problem)
    assert (answer.status_code, problem.kind) == (503, "overloaded")
    assert problem.wait_s > 0
    assert "retry-after" in answer.headers


def test_full_store_acknowledges_nothing_and_recovers_by_itself(doorway, sender):
    doorway.stores.events.keep, doorway.stores.events.kind = 0, "full"
    ack = doorway.ack(*sender.push(block(1, 1, execs(2))))
    assert ([one.kind for one in ack.refused], ack.high_water["1"]) == (["disk_full"], 0)
    assert ack.wait_s > 0
    assert doorway.ack(*sender.push(block(1, 1, execs(2)))).high_water["1"] == 2
    assert doorway.stores.events.sequences() == [1, 2]


def test_store_that_breaks_is_a_503_and_the_next_push_is_taken(doorway, sender):
    doorway.stores.events.keep = 0
    assert doorway.refused(*sender.push(block(1, 1, execs(2)))) == (503, "store_broken")
    assert doorway.ack(*sender.push(block(1, 1, execs(2)))).high_water["1"] == 2


def test_disk_that_fills_up_refuses_the_bulk_and_takes_what_is_urgent(doorway, sender):
    doorway.reception.ladder.step = STEPS[1]
    ack = doorway.ack(*sender.push(block(1, 1, execs(1)), block(3, 2, execs(1), previous=0)))
    assert [(one.lane, one.kind) for one in ack.refused] == [(3, "disk_full")]
    assert ack.high_water["1"] == 1


def test_agent_has_few_requests_open_at_once(doorway, sender):
    doorway.reception.open_requests[sender.agent_id] = receiver.MAX_OPEN_OF_AGENT
    assert doorway.refused(*sender.push(block(1, 1, execs(1)))) == (429, "too_many.requests")
    assert doorway.reception.open_requests[sender.agent_id] == receiver.MAX_OPEN_OF_AGENT


def test_credit_shrinks_as_it_fills_up():
    assert [receiver._credit(waiting) for waiting in (0, 10_000, 19_999, 50_000)] == [5000, 2500, 500, 500]


def test_every_route_is_for_agents(doorway):
    handlers = [(route.path, handler) for route in doorway.app.routes for handler in route.route_handlers if "POST" in handler.http_methods]
    assert {path: handler.opt["permission"] for path, handler in handlers} == dict.fromkeys((ENROL_PATH, HELLO_PATH, PUSH_PATH), "agent")


SENDS = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 4), st.sampled_from(["whole", "cut", "twice", "shuffled"])), max_size=6)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SENDS, st.randoms(use_true_random=False))
def test_stream_shuffled_doubled_and_cut_is_stored_exactly_once_as_far_as_acknowledged(tmp_path_factory, sends, rng):
    folder = tmp_path_factory.mktemp("stream")
    stores = Stores(folder)
    with (folder / "log").open("w") as stream:
        doorway = Doorway(stores, stream)
        try:
            _stream(doorway, sends, rng)
        finally:
            doorway.close()
            stores.control.close()


def _stream(doorway, sends, rng):
    sender = doorway.stores.let_in()
    blocks = [block(1, 1 + 3 * n, execs(3, 3 * n)) for n in range(6)]
    acked = 0
    for back, count, how in sends:
        at = acked // 3
        sent = blocks[max(0, at - back) : at + count]
        if not sent:
            continue
        path, body, headers = sender.push(*sent)
        if how == "cut":
            assert doorway.refused(path, body[: rng.randrange(len(body))], headers)[0] in (400, 401)
            continue
        if how == "shuffled" and at > 0:
            path, body, headers = sender.push(*rng.sample(blocks[:at], at))
        for _ in range(2 if how == "twice" else 1):
            answer = doorway.ask(path, body, headers)
            if answer.status_code == 200:
                acked = msgspec.msgpack.decode(answer.content, type=Ack).high_water["1"]
            else:
                assert answer.status_code == 409
        assert doorway.stores.events.sequences() == list(range(1, acked + 1))
    assert sorted(doorway.handed_on()) == sorted(f"{sender.agent_id}-{EPOCH}-{number}" for number in range(1, acked + 1))
