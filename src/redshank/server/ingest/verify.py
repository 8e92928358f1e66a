"""Whose request it is: by the signature alone. What is not verified is refused with a status and a stable word."""

from dataclasses import dataclass

from redshank.core.errors import InputError
from redshank.server.ingest.registry import KnownAgent, Registry
from redshank.wire.signing import Signed, read_header, verify_request

STATUS = {
    "malformed": 400,
    "format": 400,
    "no_signature": 401,
    "unknown_agent": 401,
    "wrong_signature": 401,
    "revoked": 403,
    "wrong_id": 403,
    "token": 403,
    "too_slow": 408,
    "replay": 409,
    "too_large": 413,
    "too_many": 429,
    "overloaded": 503,
}
"""The word of a refusal up to its first dot, and the status of HTTP that goes with it."""


class RequestError(InputError):
    """A request that is not taken. agent_id: who it was, where that is known for certain, else "-". counter: the last one heard."""

    def __init__(self, kind: str, message: str, agent_id: str = "-", counter: int = 0, wait_s: float = 0.0) -> None:
        self.agent_id, self.counter, self.wait_s = agent_id, counter, wait_s
        super().__init__(message, kind)

    @property
    def status(self) -> int:
        """Of HTTP."""
        return STATUS[self.kind.partition(".")[0]]


@dataclass(frozen=True, slots=True)
class Claim:
    """Who the header says it is: an agent that we know and have not revoked. Nothing is verified yet."""

    signed: Signed
    agent: KnownAgent


def read_claim(header: str | None, registry: Registry) -> Claim:
    """The claim of a request's header, before its body is read: strangers cost no more than this. Raises RequestError."""
    signed = read_signed(header)
    agent = registry.find(signed.agent_id)
    if agent is None:
        raise RequestError("unknown_agent", "no agent with this key is enrolled here: enrol it with a token")
    if agent.revoked:
        raise RequestError("revoked", "this agent was revoked", signed.agent_id)
    return Claim(signed, agent)


def read_signed(header: str | None) -> Signed:
    """The signature header. Raises RequestError where there is none of the form."""
    try:
        return read_header(header or "")
    except InputError as error:
        raise RequestError(error.kind, str(error)) from error


def verify_claim(claim: Claim, path: str, body: bytes, registry: Registry) -> None:
    """Raises RequestError where the agent did not sign this request, or it was heard before."""
    agent, stamp = claim.agent, claim.signed.stamp
    try:
        verify_request(claim.signed, agent.public_key, path, body)
    except InputError as error:
        raise RequestError(error.kind, str(error)) from error
    last = registry.take_counter(agent.agent_id, stamp.channel, stamp.counter)
    if last is not None:
        message = f"counter {stamp.counter} of {stamp.channel} was heard before: go on from {last}"
        raise RequestError("replay", message, agent.agent_id, counter=last)
