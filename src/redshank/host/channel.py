"""Signed requests and answers that are believed: one channel of an agent to its server."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from redshank.core.errors import InputError
from redshank.host.connection import Answer, AnswerError, Connection
from redshank.host.counters import Counters
from redshank.wire.messages import CONTENT_TYPE, Ack, Problem
from redshank.wire.signing import ANSWER_HEADER, REQUEST_HEADER, Stamp, read_header, sign_request, verify_answer

T = TypeVar("T")
MAX_WAIT_S = 300.0
"""A server may ask for a pause, but not for silence."""
MOST_AHEAD = 1 << 40
"""So far a refusal can move our counter at once: whoever forges one cannot use up the numbers there are."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The request is not taken, or not now. status: of HTTP. kind: a word. wait_s: the pause that is asked for.

    vouched: our server said so, by its signature or on TLS with its key. Any program can answer on a loopback port while the
    server is down: what is not vouched for may make us wait, and nothing else.
    """

    status: int
    kind: str
    message: str
    wait_s: float
    vouched: bool


@dataclass(slots=True)
class Channel:
    """name: of wire.messages.CHANNELS. server_key: whose signature makes an answer one. wall_ns: the host's clock."""

    name: str
    key: Ed25519PrivateKey
    agent_id: str
    server_key: bytes
    connection: Connection
    counters: Counters
    wall_ns: Callable[[], int]

    def ask(self, path: str, body: bytes, epoch: str) -> Ack | Refusal:
        """The server's signed ack of this very request, or a refusal. Raises AnswerError for anything else.

        What a captive portal, a proxy or a server of another name says is no answer, whatever its status.
        """
        counter = self.counters.take(self.name)
        header = sign_request(self.key, path, body, Stamp(self.name, counter, self.wall_ns()))
        answer = self.connection.ask(path, body, {REQUEST_HEADER: header, "content-type": CONTENT_TYPE})
        where = self.connection.address.url
        if answer.status != 200:
            return self._refusal(answer, header, counter)
        check_signed(answer, self.server_key, header, where)
        ack = decode(answer.body, Ack, where)
        if (ack.agent_id, ack.epoch, ack.channel, ack.counter) != (self.agent_id, epoch, self.name, counter):
            raise AnswerError(f"{where}: an ack of another request", "no_answer")
        return ack

    def _refusal(self, answer: Answer, header: str, counter: int) -> Refusal:
        address = self.connection.address
        problem = decode(answer.body, Problem, f"{address.url} (status {answer.status})")
        vouched = address.tls
        with suppress(AnswerError):
            check_signed(answer, self.server_key, header, address.url)
            vouched = True
        if problem.kind == "replay" and problem.counter < counter + MOST_AHEAD:
            self.counters.raise_over(self.name, problem.counter)
        return Refusal(answer.status, problem.kind, problem.message, min(MAX_WAIT_S, max(0.0, problem.wait_s)), vouched)


def check_signed(answer: Answer, server_key: bytes, request_header: str, where: str) -> None:
    """Raises AnswerError of kind `unsigned` where this key did not give this answer to the request with this header."""
    try:
        verify_answer(answer.headers.get(ANSWER_HEADER, ""), server_key, read_header(request_header).signature, answer.body)
    except InputError as error:
        raise AnswerError(f"{where}: status {answer.status}, but {error}", "unsigned") from error


def decode(body: bytes, kind: type[T], where: str) -> T:
    """The message in an answer's body. Raises AnswerError where it is another one."""
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise AnswerError(f"{where}: an answer that is no {kind.__name__}: {error}", "no_answer") from error
