"""Who said it: Ed25519 signatures over requests and answers, and the agent's id, which is a hash of its key.

A request's header, all of it under the signature together with method, path and body:

    Redshank-Signature: v1 agent=<id> channel=<word> counter=<n> issued=<ns> signature=<base64url>

The counter of a channel only grows: what was heard before is a replay. An answer is signed over its body and the
request's own signature, so that it answers this request alone.
"""

import base64
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from redshank.core.errors import InputError

REQUEST_HEADER = "redshank-signature"
ANSWER_HEADER = "redshank-answer"
AGENT_ID_LENGTH = 26
MAX_NUMBER = (1 << 63) - 1
"""Of counters and times: what every store can keep."""

_HEADER = re.compile(
    r"v1 agent=([a-z2-7]{26}) channel=(urgent|bulk|control) counter=([0-9]{1,19}) issued=([0-9]{1,19}) signature=([A-Za-z0-9_-]{86})"
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What makes a request this one. counter: grows with each request of its channel. issued_ns: the agent's wall clock."""

    channel: str
    counter: int
    issued_ns: int


@dataclass(frozen=True, slots=True)
class Signed:
    """What a request's header claims."""

    agent_id: str
    stamp: Stamp
    signature: bytes


def agent_id_of(public_key: bytes) -> str:
    """The id of the agent with this key: the first 26 characters of base32 of its sha256, in lower case."""
    return base64.b32encode(hashlib.sha256(public_key).digest()).decode().lower()[:AGENT_ID_LENGTH]


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes of the key's public half."""
    return key.public_key().public_bytes_raw()


def sign_request(key: Ed25519PrivateKey, path: str, body: bytes, stamp: Stamp) -> str:
    """The header's value for a POST of `body` to `path`."""
    agent_id = agent_id_of(public_bytes(key))
    signature = _text(key.sign(_request(agent_id, path, body, stamp)))
    return f"v1 agent={agent_id} channel={stamp.channel} counter={stamp.counter} issued={stamp.issued_ns} signature={signature}"


def read_header(value: str) -> Signed:
    """What the header claims; nothing of it is verified yet. Raises InputError of kind `no_signature`."""
    found = _HEADER.fullmatch(value)
    if found is None:
        raise InputError("no signature of the form 'v1 agent=… channel=… counter=… issued=… signature=…'", "no_signature")
    if max(int(found[3]), int(found[4])) > MAX_NUMBER:
        raise InputError(f"counter or time of the signature is over {MAX_NUMBER}", "no_signature")
    return Signed(found[1], Stamp(found[2], int(found[3]), int(found[4])), _bytes(found[5]))


def verify_request(signed: Signed, public_key: bytes, path: str, body: bytes) -> None:
    """Raises InputError of kind `wrong_signature` where this key did not sign this request."""
    message = _request(signed.agent_id, path, body, signed.stamp)
    _verify(public_key, signed.signature, message, "the request is not signed by the agent's key")


def sign_answer(key: Ed25519PrivateKey, request_signature: bytes, body: bytes) -> str:
    """The header's value of an answer."""
    return "v1 signature=" + _text(key.sign(_answer(request_signature, body)))


def verify_answer(value: str, server_key: bytes, request_signature: bytes, body: bytes) -> None:
    """Raises InputError of kind `wrong_answer` where this server did not give this answer to this request."""
    mark, _, text = value.partition("v1 signature=")
    if mark or re.fullmatch(r"[A-Za-z0-9_-]{86}", text) is None:
        raise InputError("the answer is not signed", "wrong_answer")
    _verify(server_key, _bytes(text), _answer(request_signature, body), "the answer is not signed by our server's key", "wrong_answer")


def _verify(public_key: bytes, signature: bytes, message: bytes, problem: str, kind: str = "wrong_signature") -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise InputError(problem, kind) from error


def _request(agent_id: str, path: str, body: bytes, stamp: Stamp) -> bytes:
    digest = hashlib.sha256(body).hexdigest()
    return f"redshank-request-v1\nPOST\n{path}\n{digest}\n{agent_id}\n{stamp.channel}\n{stamp.counter}\n{stamp.issued_ns}".encode()


def _answer(request_signature: bytes, body: bytes) -> bytes:
    return b"redshank-answer-v1\n" + hashlib.sha256(request_signature).digest() + hashlib.sha256(body).digest()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
