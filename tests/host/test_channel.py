from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from redshank.host.channel import MAX_WAIT_S, Channel, Refusal
from redshank.host.connection import Answer, AnswerError, Connection
from redshank.host.counters import Counters
from redshank.host.server_address import ServerAddress
from redshank.host.state_folder import make_state_folder
from redshank.wire.messages import HELLO_PATH, Ack, Problem
from redshank.wire.signing import ANSWER_HEADER, REQUEST_HEADER, agent_id_of, public_bytes, read_header, sign_answer, verify_request

KEY, SERVER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
ME = agent_id_of(public_bytes(KEY))
EPOCH = "ab" * 16


class Scripted(Connection):
    """Gives one answer, made from the request's header."""

    def __init__(self, status: int, message: object, signer: Ed25519PrivateKey | None, *, tls: bool = False) -> None:
        super().__init__(ServerAddress("localhost", 1, tls), None)
        self.status, self.message, self.signer = status, message, signer

    def ask(self, path: str, body: bytes, headers: object) -> Answer:
        header = headers[REQUEST_HEADER]  # type: ignore[index]  # a mapping
        verify_request(read_header(header), public_bytes(KEY), path, body)
        raw = self.message if isinstance(self.message, bytes) else msgspec.msgpack.encode(self.message)
        signed = {ANSWER_HEADER: sign_answer(self.signer, read_header(header).signature, raw)} if self.signer else {}
        return Answer(self.status, signed, raw)


@contextmanager
def channel(folder: Path, link: Scripted) -> Iterator[Channel]:
    with make_state_folder(folder / "agent") as state:
        yield Channel("urgent", KEY, ME, public_bytes(SERVER), link, Counters(state), lambda: 7)


def ack(**changed: object) -> Ack:
    return msgspec.structs.replace(Ack(ME, EPOCH, "urgent", 1, {"0": 5}, 500, 7), **changed)


def test_signed_ack_of_this_request_is_one(tmp_path: Path) -> None:
    with channel(tmp_path, Scripted(200, ack(), SERVER)) as way:
        assert way.ask(HELLO_PATH, b"x", EPOCH) == ack()


@pytest.mark.parametrize(
    "message",
    [ack(counter=2), ack(agent_id="b" * 26), ack(channel="bulk"), ack(epoch="cd" * 16), Problem("x", "y"), b"", b"\xc1", b"<html>"],
)
def test_ack_of_another_request_is_none(message: object, tmp_path: Path) -> None:
    with channel(tmp_path, Scripted(200, message, SERVER)) as way, pytest.raises(AnswerError) as caught:
        way.ask(HELLO_PATH, b"x", EPOCH)
    assert caught.value.kind == "no_answer"


@pytest.mark.parametrize("signer", [None, KEY])
@pytest.mark.parametrize("tls", [False, True])
def test_ack_that_our_server_did_not_sign_is_none_on_tls_neither(signer: Ed25519PrivateKey | None, tls: bool, tmp_path: Path) -> None:
    with channel(tmp_path, Scripted(200, ack(), signer, tls=tls)) as way, pytest.raises(AnswerError) as caught:
        way.ask(HELLO_PATH, b"x", EPOCH)
    assert caught.value.kind == "unsigned"


@pytest.mark.parametrize(
    ("signer", "tls", "vouched"), [(SERVER, False, True), (None, True, True), (None, False, False), (KEY, False, False)]
)
def test_refusal_is_vouched_for_by_signature_or_pinned_connection(
    signer: Ed25519PrivateKey | None, tls: bool, vouched: bool, tmp_path: Path
) -> None:
    with channel(tmp_path, Scripted(503, Problem("overloaded", "not now", wait_s=9e9), signer, tls=tls)) as way:
        assert way.ask(HELLO_PATH, b"x", EPOCH) == Refusal(503, "overloaded", "not now", MAX_WAIT_S, vouched)


def test_refusal_that_is_no_problem_is_no_answer(tmp_path: Path) -> None:
    with channel(tmp_path, Scripted(403, b"<html>Forbidden</html>", SERVER)) as way, pytest.raises(AnswerError):
        way.ask(HELLO_PATH, b"x", EPOCH)


def test_forged_counter_cannot_use_up_the_numbers(tmp_path: Path) -> None:
    with channel(tmp_path, Scripted(409, Problem("replay", "", (1 << 63) - 2), None)) as way:
        way.ask(HELLO_PATH, b"x", EPOCH)
        assert way.counters.take("urgent") == 2
        way.connection.message = Problem("replay", "", 900)  # type: ignore[attr-defined]  # of the script
        way.ask(HELLO_PATH, b"x", EPOCH)
        assert way.counters.take("urgent") == 901
