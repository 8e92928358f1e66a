"""Agents and hosts of the control store as rows of the API, with what their last heartbeat says."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from redshank.events.values import rfc3339
from redshank.server.api.alert_rows import by_severity
from redshank.server.api.event_lines import cut_text
from redshank.server.api.shapes import AgentCount, AgentState, HostRow, SourceState
from redshank.server.store.control import agents, alerts, hosts
from redshank.server.store.control.alert_filter import AlertFilter, Terms

MAX_SOURCES = 32
MAX_TEXT = 300


def agent_state(agent: agents.AgentRecord, now_ns: int) -> AgentState:
    """How an agent is. One that said goodbye is stopped, however long ago, unless it was heard of later."""
    if agent.revoked_at is not None:
        return "revoked"
    if agents.said_goodbye(agent):
        return "stopped"
    silence_s = (now_ns - (agent.last_seen or agent.enrolled_at)) / 1e9
    return "online" if silence_s < agents.LATE_S else "late" if silence_s < agents.SILENT_S else "silent"


def host_rows(c: Connection, now_ns: int) -> list[HostRow]:
    """Every host by name, each with its newest agent that is not revoked, else its newest."""
    newest: dict[str, agents.AgentRecord] = {}
    for agent in agents.all_agents(c):
        known = newest.get(agent.host_id)
        if known is None or agent.revoked_at is None or known.revoked_at is not None:
            newest[agent.host_id] = agent
    open_alerts = hosts.open_alerts(c)
    order = [host.host_id for host in hosts.all_hosts(c) if host.host_id in newest]
    return [host_row(newest[host_id], open_alerts.get(host_id, {}), now_ns) for host_id in order]


def host_of_agent(c: Connection, agent_id: str, now_ns: int) -> HostRow | None:
    """The host that this agent watches; None where there is no such agent."""
    agent = agents.get(c, agent_id)
    if agent is None:
        return None
    mine = AlertFilter(where=Terms(states=("open",), hosts=(agent.host_id,)))
    return host_row(agent, alerts.counts(c, mine).severities, now_ns)


def host_row(agent: agents.AgentRecord, open_alerts: Mapping[int, int], now_ns: int) -> HostRow:
    """One host, by the agent that watches it."""
    return HostRow(
        id=agent.host_id,
        name=agent.host_name,
        agent_id=agent.agent_id,
        state=agent_state(agent, now_ns),
        last_seen=rfc3339(agent.last_seen) if agent.last_seen else None,
        version=agent.version,
        kernel=agent.kernel,
        os=agent.os,
        sources=sources_of(agent),
        alerts=by_severity(dict(open_alerts)),
        dropped=dropped_of(agent),
        simulated=agent.simulated,
    )


def agent_count(known: Iterable[agents.AgentRecord], now_ns: int) -> AgentCount:
    """Agents that should be there, those that are, and what all of them lost."""
    standing = [agent for agent in known if agent.revoked_at is None]
    online = sum(agent_state(agent, now_ns) in ("online", "late") for agent in standing)
    return AgentCount(len(standing), online, sum(map(dropped_of, standing)))


def sources_of(agent: agents.AgentRecord) -> list[SourceState]:
    """The sources of the last heartbeat; none where it says none. Whatever an agent sent there is only text here."""
    listed = (agent.heartbeat or {}).get("redshank.heartbeat.sources")
    entries = [entry for entry in listed if isinstance(entry, dict)][:MAX_SOURCES] if isinstance(listed, list) else []
    return [SourceState(_text(entry, "name"), _text(entry, "state"), _text(entry, "detail")) for entry in entries]


def dropped_of(agent: agents.AgentRecord) -> int:
    """Events that the agent's spool had to drop, all classes together."""
    spool = (agent.heartbeat or {}).get("redshank.heartbeat.spool")
    spool = spool[0] if isinstance(spool, list) and spool else spool  # fields of that kind are lists
    dropped = spool.get("dropped") if isinstance(spool, dict) else None
    values = list(dropped.values()) if isinstance(dropped, dict) else dropped if isinstance(dropped, list) else [dropped]
    return sum(value for value in values if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 53)


def _text(entry: dict[str, Any], key: str) -> str:
    value = entry.get(key)
    return "" if value is None else cut_text(str(value), MAX_TEXT)
