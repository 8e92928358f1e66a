"""The agents that were let in: who they are, when they were heard of, and what their streams showed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from sqlalchemy import BigInteger, Connection, Row, Select, Text, bindparam, select, update

from redshank.core.errors import InputError
from redshank.server.store.control.hosts import HostRecord, host_id_of, put_host
from redshank.server.store.control.tables import agents
from redshank.wire.signing import agent_id_of

MAX_HEARTBEAT_BYTES = 32 << 10

LATE_S, SILENT_S = 30.0, 60.0
"""Without a word for so long an agent is called late, then silent; it speaks every 15 s."""
First = Literal["event", "alert", "severity_1"]
_FIRSTS = {"event": agents.c.first_event_at, "alert": agents.c.first_alert_at, "severity_1": agents.c.first_severity_1_at}


@dataclass(frozen=True, slots=True)
class Facts:
    """What an agent says about its machine."""

    host_name: str
    version: str = ""
    kernel: str = ""
    os: str = ""


@dataclass(frozen=True, slots=True)
class NewAgent:
    """An agent at the door, its signature verified. machine_id: "" where the machine has none."""

    public_key: bytes
    facts: Facts
    machine_id: str = ""
    token_id: str | None = None
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class AgentRecord:
    """An enrolled agent. heartbeat: the last one as flat keys. duplicates, holes, forks: blocks so found in its streams."""

    agent_id: str
    host_id: str
    host_name: str
    public_key: bytes
    token_id: str | None
    simulated: bool
    version: str
    kernel: str
    os: str
    enrolled_at: int
    last_seen: int | None
    heartbeat_at: int | None
    heartbeat: dict[str, Any] | None
    first_event_at: int | None
    first_alert_at: int | None
    first_severity_1_at: int | None
    duplicates: int
    holes: int
    forks: int
    revoked_at: int | None
    revoked_by: str | None


def enrol(c: Connection, agent: NewAgent, now_ns: int) -> AgentRecord:
    """Let an agent in, on the host with its machine id. The same key again is the same agent, whose answer was lost.

    Raises InputError of kind `revoked` where this key was let in and then revoked.
    """
    agent_id = agent_id_of(agent.public_key)
    known = get(c, agent_id)
    if known is not None:
        if known.revoked_at is not None:
            raise InputError(f"agent {agent_id} was revoked: enrol with a new key", "revoked")
        heard(c, agent_id, now_ns, agent.facts)
    else:
        _insert(c, agent_id, agent, now_ns)
    found = get(c, agent_id)
    assert found is not None
    return found


def _insert(c: Connection, agent_id: str, agent: NewAgent, now_ns: int) -> None:
    facts = agent.facts
    host_id = host_id_of(agent.machine_id, agent_id, agent.simulated)
    put_host(c, HostRecord(host_id, facts.host_name, agent.simulated, now_ns))
    row = {
        "agent_id": agent_id,
        "host_id": host_id,
        "host_name": facts.host_name,
        "public_key": agent.public_key,
        "token_id": agent.token_id,
        "simulated": agent.simulated,
        "version": facts.version,
        "kernel": facts.kernel,
        "os": facts.os,
        "enrolled_at": now_ns,
        "last_seen": now_ns,
    }
    c.execute(agents.insert(), row | {"duplicates": 0, "holes": 0, "forks": 0})


def all_agents(c: Connection) -> list[AgentRecord]:
    """Every agent ever enrolled, revoked ones too, in the order of their enrolment."""
    return _records(c, select(agents))


def is_any_standing(c: Connection) -> bool:
    """Whether there is an agent that is not revoked."""
    return c.execute(select(agents.c.agent_id).where(agents.c.revoked_at.is_(None)).limit(1)).first() is not None


def get(c: Connection, agent_id: str) -> AgentRecord | None:
    """The agent with this id."""
    return next(iter(_records(c, select(agents).where(agents.c.agent_id == agent_id))), None)


def of_token(c: Connection, token_id: str) -> list[AgentRecord]:
    """The agents that this token let in."""
    return _records(c, select(agents).where(agents.c.token_id == token_id))


def heard(c: Connection, agent_id: str, now_ns: int, facts: Facts | None = None) -> None:
    """Note that the agent spoke, and what it said about its machine."""
    heard_all(c, {agent_id: now_ns})
    if facts is None:
        return
    said = {"host_name": facts.host_name, "version": facts.version, "kernel": facts.kernel, "os": facts.os}
    renamed = update(agents).where(agents.c.agent_id == agent_id).values(said).returning(agents.c.host_id, agents.c.simulated)
    for host_id, simulated in c.execute(renamed).all():
        put_host(c, HostRecord(host_id, facts.host_name, simulated, now_ns))


def heard_all(c: Connection, times: Mapping[str, int]) -> None:
    """Note when agents spoke last; an earlier time than the one there changes nothing."""
    speaker, time = bindparam("speaker", type_=Text), bindparam("time", type_=BigInteger)
    later = update(agents).where(agents.c.agent_id == speaker, (agents.c.last_seen.is_(None)) | (agents.c.last_seen < time))
    if times:
        c.execute(later.values(last_seen=time), [{"speaker": agent_id, "time": ns} for agent_id, ns in times.items()])


def heartbeat(c: Connection, agent_id: str, now_ns: int, flat: Mapping[str, Any]) -> None:
    """Keep the agent's last heartbeat. One over MAX_HEARTBEAT_BYTES keeps only its short values."""
    text = json.dumps(flat)
    if len(text) > MAX_HEARTBEAT_BYTES:
        short = {key: value for key, value in flat.items() if len(json.dumps(value)) <= MAX_HEARTBEAT_BYTES // 128}
        text = json.dumps(dict(list(short.items())[:100]))
    heard_all(c, {agent_id: now_ns})
    c.execute(update(agents).where(agents.c.agent_id == agent_id).values(heartbeat=text, heartbeat_at=now_ns))


def mark_first(c: Connection, agent_id: str, what: First, now_ns: int) -> bool:
    """Note when an agent's first event, alert or Severity 1 alert was there. True where it is the first."""
    column = _FIRSTS[what]
    done = c.execute(update(agents).where(agents.c.agent_id == agent_id, column.is_(None)).values({column: now_ns}))
    return done.rowcount == 1


def count(c: Connection, agent_id: str, *, duplicates: int = 0, holes: int = 0, forks: int = 0) -> None:
    """Add to what the agent's streams showed."""
    grown = {
        "duplicates": agents.c.duplicates + duplicates,
        "holes": agents.c.holes + holes,
        "forks": agents.c.forks + forks,
    }
    c.execute(update(agents).where(agents.c.agent_id == agent_id).values(grown))


def revoke(c: Connection, agent_id: str, by: str, now_ns: int) -> bool:
    """Shut the door behind an agent. False where there is none or it was revoked before."""
    standing = update(agents).where(agents.c.agent_id == agent_id, agents.c.revoked_at.is_(None))
    return c.execute(standing.values(revoked_at=now_ns, revoked_by=by)).rowcount == 1


def said_goodbye(agent: AgentRecord) -> bool:
    """True where its last word was that it stops, and it was not heard of later: the word itself comes within a second."""
    last_words = (agent.heartbeat or {}).get("redshank.heartbeat.state") == "stopping"
    return last_words and (agent.last_seen or agent.enrolled_at) <= (agent.heartbeat_at or 0) + 1_000_000_000


def _records(c: Connection, chosen: Select[Any]) -> list[AgentRecord]:
    return [_record(row) for row in c.execute(chosen.order_by(agents.c.enrolled_at, agents.c.agent_id))]


def _record(row: Row[Any]) -> AgentRecord:
    values = dict(row._mapping)
    values["heartbeat"] = msgspec.json.decode(values["heartbeat"]) if values["heartbeat"] else None
    return AgentRecord(**values)
