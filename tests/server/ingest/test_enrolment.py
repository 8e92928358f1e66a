import msgspec
import pytest

from redshank.server.ingest.enrolment import Door, known
from redshank.server.ingest.limiter import MAX_FAILURES, Limiter
from redshank.server.ingest.verify import RequestError, read_signed
from redshank.server.store.control import agents, audit, tokens
from redshank.server.store.control.secret import TOKEN_PREFIX, new_secret
from redshank.wire.messages import ENROL_PATH, FORMAT, Enrol, HostFacts
from redshank.wire.signing import REQUEST_HEADER, Stamp, public_bytes, sign_request
from tests.server.ingest.sending import START_NS, Sender

ADDRESS = "192.0.2.7"


class Entrance:
    def __init__(self, stores):
        self.stores = stores
        self.told: list[tuple[str, ...]] = []
        self.door = Door(
            stores.control, stores.registry, Limiter(lambda: 0.0), stores.clock, b"s" * 32, "", lambda *heard: self.told.append(heard)
        )

    def token(self, uses=1, **more):
        secret = new_secret(TOKEN_PREFIX)
        with self.stores.control.write() as connection:
            tokens.create(connection, secret, tokens.NewToken("anna", max_uses=uses, **more), START_NS)
        return secret

    def enrol(self, sender, token, address=ADDRESS):
        path, body, headers = sender.enrol(token)
        return self.door.enrol(read_signed(headers[REQUEST_HEADER]), path, body, address)

    def refused(self, *arguments):
        with pytest.raises(RequestError) as raised:
            self.enrol(*arguments)
        return raised.value.kind, raised.value.status


@pytest.fixture
def entrance(stores):
    return Entrance(stores)


def test_token_lets_a_key_in_and_its_agent_is_known_at_once(entrance):
    sender = Sender()
    enrolled = entrance.enrol(sender, entrance.token())
    assert (enrolled.agent_id, enrolled.server_key, enrolled.simulated) == (sender.agent_id, b"s" * 32, False)
    found = entrance.stores.registry.find(sender.agent_id)
    assert found is not None
    assert found.host_id == enrolled.host_id
    assert entrance.told[0][0] == sender.agent_id


def test_enrolment_stands_in_the_audit_log(entrance):
    sender = Sender()
    entrance.enrol(sender, entrance.token())
    with entrance.stores.control.read() as connection:
        (entry,) = audit.entries(connection)
    assert (entry.verb, entry.target, entry.ip) == ("agent.enrol", f"agent:{sender.agent_id}", ADDRESS)


def test_token_of_one_use_lets_one_in_but_a_lost_answer_costs_nothing(entrance):
    sender, token = Sender(), entrance.token()
    first = entrance.enrol(sender, token)
    assert entrance.enrol(sender, token) == first
    assert entrance.refused(Sender(), token) == ("token.used_up", 403)


def test_token_of_a_simulation_marks_the_agent(entrance):
    assert entrance.enrol(Sender(), entrance.token(simulated=True)).simulated


def test_unknown_token_is_refused_and_after_a_few_the_address_has_to_wait(entrance):
    for _ in range(MAX_FAILURES):
        assert entrance.refused(Sender(), "rsenr_" + "x" * 43) == ("token.unknown", 403)
    assert entrance.refused(Sender(), entrance.token()) == ("too_many.enrolments", 429)
    entrance.enrol(Sender(), entrance.token(), "198.51.100.9")


def test_revoked_key_does_not_come_in_again(entrance):
    sender = Sender()
    entrance.enrol(sender, entrance.token())
    with entrance.stores.control.write() as connection:
        agents.revoke(connection, sender.agent_id, "anna", START_NS)
    assert entrance.refused(sender, entrance.token()) == ("revoked", 403)


def test_key_of_another_is_not_let_in_under_ones_own_signature(entrance):
    sender, other = Sender(), Sender()
    body = msgspec.msgpack.encode(Enrol(FORMAT, public_bytes(other.key), entrance.token(), HostFacts("x")))
    header = sign_request(sender.key, ENROL_PATH, body, Stamp("control", 1, 1))
    with pytest.raises(RequestError) as raised:
        entrance.door.enrol(read_signed(header), ENROL_PATH, body, ADDRESS)
    assert raised.value.kind == "wrong_id"


@pytest.mark.parametrize("body", [b"", b"\xc1", msgspec.msgpack.encode({"format": 1}), b"\x91" * 10_000])
def test_body_that_is_no_enrolment_is_refused(entrance, body):
    header = sign_request(Sender().key, ENROL_PATH, body, Stamp("control", 1, 1))
    with pytest.raises(RequestError) as raised:
        entrance.door.enrol(read_signed(header), ENROL_PATH, body, ADDRESS)
    assert raised.value.kind == "malformed"


def test_body_that_was_changed_on_the_way_is_refused(entrance):
    sender = Sender()
    path, body, headers = sender.enrol(entrance.token())
    changed = body.replace(b"web-03", b"web-04")
    with pytest.raises(RequestError) as raised:
        entrance.door.enrol(read_signed(headers[REQUEST_HEADER]), path, changed, ADDRESS)
    assert raised.value.kind == "wrong_signature"


def test_record_of_a_revoked_agent_is_known_as_such(entrance):
    sender = Sender()
    entrance.enrol(sender, entrance.token())
    with entrance.stores.control.write() as connection:
        agents.revoke(connection, sender.agent_id, "anna", START_NS)
        record = agents.get(connection, sender.agent_id)
    assert record is not None
    assert known(record).revoked
