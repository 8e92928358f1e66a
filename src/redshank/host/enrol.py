"""First trust: a token lets the key of this host in, and the server says who it is from now on."""

import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from redshank.core.errors import ConfigError, HostError
from redshank.host.certificate import pin_of_pem, pinned_certificate, trusting_only
from redshank.host.channel import check_signed, decode
from redshank.host.connection import CONNECT_S, Answer, AnswerError, Connection
from redshank.host.counters import Counters
from redshank.host.facts import host_facts
from redshank.host.identity import Identity, read_identity, write_identity
from redshank.host.keys import make_key, read_key, write_key
from redshank.host.server_address import ServerAddress, read_address
from redshank.host.state_folder import StateFolder, agent_folder, make_state_folder, open_state_folder
from redshank.wire.messages import CONTENT_TYPE, ENROL_PATH, FORMAT, Enrol, Enrolled, HostFacts, Problem
from redshank.wire.signing import REQUEST_HEADER, Stamp, agent_id_of, public_bytes, sign_request

MAX_TOKEN_BYTES = 256
"""Of a token file; a token has some fifty characters."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What lets a host in. server: URL. pin: of the server's key, "" on plain http. token: a secret that is used once."""

    server: str
    pin: str
    token: str


def enrol(invitation: Invitation, facts: HostFacts, folder: StateFolder, *, again: bool = False) -> Identity:
    """The identity this host now has, durable in `folder`, with its key beside it.

    again: a new key and a new identity, also where this host has one. Raises ConfigError (address, pin), HostError
    (enrolled already, no server there, refused), each one sentence.
    """
    pin = invitation.pin
    address = read_address(invitation.server, pin)
    if folder.is_locked():
        raise HostError(f"{folder.path}: an agent is at work here: stop it first")
    if not again and (known := read_identity(folder)) is not None:
        raise HostError(f"{folder.path}: enrolled already as agent {known.agent_id} at {known.server}; --again makes a new identity")
    certificate = _certificate(address, pin)
    # A second identity must not cost the first one before the server has agreed.
    key = Ed25519PrivateKey.generate() if again else read_key(folder) or make_key(folder)
    body = msgspec.msgpack.encode(Enrol(FORMAT, public_bytes(key), invitation.token, facts))
    header = sign_request(key, ENROL_PATH, body, Stamp("control", Counters(folder).take("control"), time.time_ns()))
    connection = Connection(address, trusting_only(certificate) if certificate else None)
    try:
        answer = connection.ask(ENROL_PATH, body, {REQUEST_HEADER: header, "content-type": CONTENT_TYPE})
    finally:
        connection.close()
    enrolled = _enrolled(answer, header, address)
    if enrolled.agent_id != agent_id_of(public_bytes(key)):
        raise HostError(f"{address.url} names another agent than this host's key: nothing was kept")
    if enrolled.certificate and certificate and pin_of_pem(enrolled.certificate) != pin:
        raise HostError(f"{address.url} hands out a certificate of another key than the pinned one: nothing was kept")
    identity = Identity(enrolled.agent_id, enrolled.host_id, address.url, enrolled.server_key, pin, certificate, enrolled.simulated)
    if again:
        write_key(folder, key)
    write_identity(folder, identity)
    return identity


def enrol_here(data: Path, hello: Mapping[str, Any]) -> Identity:
    """Enrols this host at a server that has just said where it is. hello: its `address`, `pin` (or None) and `token`."""
    with make_state_folder(agent_folder(data)) as folder:
        invitation = Invitation(hello["address"], hello.get("pin") or "", hello["token"])
        return enrol(invitation, host_facts(), folder)


def enrolled_at(data: Path) -> str:
    """The server, as a URL, that the agent of this data folder reports to; "" where there is none. Raises HostError where it is damaged."""
    if not agent_folder(data).exists():
        return ""
    with open_state_folder(agent_folder(data)) as folder:
        identity = read_identity(folder)
    return identity.server if identity is not None else ""


def read_token(place: str) -> str:
    """The token in a file, or on standard input where place is `-`; never an argument, which every user of the host can see.

    Raises ConfigError where there is none.
    """
    try:
        if place == "-":
            text = sys.stdin.read(MAX_TOKEN_BYTES + 1)
        else:
            with Path(place).open(encoding="utf-8") as file:
                text = file.read(MAX_TOKEN_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"token file {place}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"token file {place}: no token in it") from error
    token = text.strip()
    if not 16 <= len(token) <= 128 or not token.isascii() or not token.isprintable() or " " in token:
        where = "standard input" if place == "-" else f"token file {place}"
        raise ConfigError(f"{where}: no token in it; 'redshank server token' makes one")
    return token


def _certificate(address: ServerAddress, pin: str) -> str:
    if not address.tls:
        return ""
    try:
        return pinned_certificate(address, pin, CONNECT_S)
    except OSError as error:
        raise HostError(f"{address.url} cannot be reached: {error.strerror or error}") from error


def _enrolled(answer: Answer, header: str, address: ServerAddress) -> Enrolled:
    """The answer carries the key that signed it: on TLS the pin vouches for it, on loopback the address does."""
    if answer.status != 200:
        raise HostError(f"{address.url} refuses: {_reason(answer)}")
    try:
        enrolled = decode(answer.body, Enrolled, address.url)
        check_signed(answer, enrolled.server_key, header, address.url)
    except AnswerError as error:
        raise HostError(f"{address.url} is no Redshank server: {error}") from error
    return enrolled


def _reason(answer: Answer) -> str:
    with suppress(msgspec.DecodeError, UnicodeDecodeError):
        problem = msgspec.msgpack.decode(answer.body, type=Problem)
        return f"{problem.message} ({problem.kind})"
    return f"status {answer.status}, and no word why: is it a Redshank server?"
