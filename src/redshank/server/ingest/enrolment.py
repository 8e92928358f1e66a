"""First trust: a token lets a key in, once, and what the agent is told in return."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from redshank.core.clock import Clock
from redshank.core.errors import InputError
from redshank.server.ingest.limiter import Limiter
from redshank.server.ingest.push import FORMATS
from redshank.server.ingest.registry import KnownAgent, Registry
from redshank.server.ingest.verify import RequestError
from redshank.server.store.control import agents, audit, tokens
from redshank.server.store.control.database import Control
from redshank.server.store.control.tokens import TokenError
from redshank.wire.messages import Enrol, Enrolled
from redshank.wire.signing import Signed, agent_id_of, verify_request

_ENROL = msgspec.msgpack.Decoder(Enrol)


@dataclass(frozen=True, slots=True)
class Door:
    """What is needed to let agents in. certificate: PEM of our own, "" on plain http. told: called with agent and token id."""

    control: Control
    registry: Registry
    limiter: Limiter
    clock: Clock
    server_key: bytes
    certificate: str
    told: Callable[[str, str], None]

    def enrol(self, signed: Signed, path: str, body: bytes, address: str) -> Enrolled:
        """Who the agent is from now on. Raises RequestError, StoreError."""
        asked = _read(signed, path, body)
        if wait_s := self.limiter.wait_s(address):
            raise RequestError("too_many.enrolments", "too many failed enrolments from this address", wait_s=wait_s)
        try:
            record, token_id = self._let_in(signed, asked, address)
        except InputError as error:
            self.limiter.count(address)
            kind = f"token.{error.kind}" if isinstance(error, TokenError) else error.kind
            raise RequestError(kind, str(error), signed.agent_id if error.kind == "revoked" else "-") from error
        self.registry.add(known(record))
        self.registry.take_counter(record.agent_id, signed.stamp.channel, signed.stamp.counter)
        self.told(record.agent_id, token_id)
        return Enrolled(record.agent_id, record.host_id, self.server_key, self.certificate, record.simulated)

    def _let_in(self, signed: Signed, asked: Enrol, address: str) -> tuple[agents.AgentRecord, str]:
        facts = agents.Facts(asked.facts.name, asked.facts.agent_version, asked.facts.kernel, asked.facts.os)
        now_ns = self.clock.wall_ns()
        with self.control.write() as connection:
            token = tokens.use(connection, asked.token, address, now_ns, signed.agent_id)
            agent = agents.NewAgent(asked.public_key, facts, asked.facts.machine_id, token.token_id, token.simulated)
            record = agents.enrol(connection, agent, now_ns)
            act = audit.AuditAct(f"token:{token.token_id}", address, "agent.enrol", f"agent:{record.agent_id}", after=record.host_name)
            audit.append(connection, act, now_ns)
        return record, token.token_id


def known(record: agents.AgentRecord) -> KnownAgent:
    """What requests of this agent are judged by."""
    return KnownAgent(record.agent_id, record.host_id, record.host_name, record.public_key, record.simulated, record.revoked_at is not None)


def _read(signed: Signed, path: str, body: bytes) -> Enrol:
    """The message, signed with the key that it brings. Raises RequestError."""
    try:
        asked = _ENROL.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RequestError("malformed", f"no enrol message: {error}"[:200]) from error
    if asked.format not in FORMATS:
        raise RequestError("format", f"format {asked.format} is not spoken here")
    if signed.agent_id != agent_id_of(asked.public_key):
        raise RequestError("wrong_id", "the agent's id is not the hash of the key it brings")
    try:
        verify_request(signed, asked.public_key, path, body)
    except InputError as error:
        raise RequestError(error.kind, str(error)) from error
    return asked
