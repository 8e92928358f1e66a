import pytest

from redshank.server.ingest.registry import KnownAgent, Registry
from redshank.server.ingest.verify import STATUS, RequestError, read_claim, verify_claim
from redshank.wire.messages import HELLO_PATH, PUSH_PATH
from redshank.wire.signing import REQUEST_HEADER, public_bytes
from tests.server.ingest.sending import Sender


def known(sender, **more):
    return KnownAgent(sender.agent_id, "h-1", "web-03", public_bytes(sender.key), **more)


def refused(sender, registry, path=PUSH_PATH, body=b"body", header=None):
    """The kind and status by which a request is refused."""
    with pytest.raises(RequestError) as raised:
        claim = read_claim(header if header is not None else sender.signed(PUSH_PATH, b"body")[REQUEST_HEADER], registry)
        verify_claim(claim, path, body, registry)
    return raised.value.kind, raised.value.status


def test_request_of_a_known_agent_is_taken_once():
    sender = Sender()
    registry = Registry([known(sender)])
    header = sender.signed(PUSH_PATH, b"body")[REQUEST_HEADER]
    verify_claim(read_claim(header, registry), PUSH_PATH, b"body", registry)
    assert refused(sender, registry, header=header) == ("replay", 409)


def test_replay_tells_the_counter_to_go_on_from():
    sender = Sender()
    registry = Registry([known(sender)], {(sender.agent_id, "bulk"): 41})
    with pytest.raises(RequestError) as raised:
        verify_claim(read_claim(sender.signed(PUSH_PATH, b"")[REQUEST_HEADER], registry), PUSH_PATH, b"", registry)
    assert raised.value.counter == 41


def test_stranger_costs_a_look_up():
    assert refused(Sender(), Registry()) == ("unknown_agent", 401)


def test_revoked_agent_is_told_so():
    sender = Sender()
    assert refused(sender, Registry([known(sender, revoked=True)])) == ("revoked", 403)


@pytest.mark.parametrize(("path", "body"), [(PUSH_PATH, b"another body"), (HELLO_PATH, b"body")])
def test_signature_is_over_body_and_path(path, body):
    sender = Sender()
    assert refused(sender, Registry([known(sender)]), path, body) == ("wrong_signature", 401)


def test_wrong_signature_does_not_use_up_a_counter():
    sender = Sender()
    registry = Registry([known(sender)])
    header = sender.signed(PUSH_PATH, b"body")[REQUEST_HEADER]
    refused(sender, registry, body=b"another", header=header)
    verify_claim(read_claim(header, registry), PUSH_PATH, b"body", registry)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "v1",
        "Bearer x",
        "v1 agent=../../etc/passwd channel=bulk counter=1 issued=1 signature=" + "A" * 86,
        "v1 agent=\0",
        "é" * 100,
        "v1 " * 9999,
    ],
)
def test_header_of_another_form_is_refused(header):
    assert refused(Sender(), Registry(), header=header) == ("no_signature", 401)


def test_every_refusal_has_a_status_of_refusal():
    assert all(400 <= status < 504 for status in STATUS.values())
