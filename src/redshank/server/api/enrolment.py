"""Enrolment tokens and how far the agents that use them have come."""

from sqlalchemy import Connection

from redshank.events.values import rfc3339
from redshank.server.api.host_rows import sources_of
from redshank.server.api.parts import ApiSettings
from redshank.server.api.shapes import EnrolledAgent, EnrolmentProgress, EnrolmentState, Named, TokenRow
from redshank.server.store.control import agents, tokens

MAX_AGENTS = 200
"""Of one token in one answer; the newest ones."""


def token_row(token: tokens.TokenRecord, now_ns: int) -> TokenRow:
    """One token."""
    return TokenRow(
        id=token.token_id,
        created=rfc3339(token.created_at),
        created_by=token.created_by,
        expires=rfc3339(token.expires_at),
        uses_left=max(0, token.max_uses - token.uses),
        state=tokens.state(token, now_ns),
        tags=list(token.tags),
    )


def progress_of(c: Connection, token_id: str, now_ns: int) -> EnrolmentProgress | None:
    """How far the agents of a token have come; None where there is no such token."""
    token = tokens.get(c, token_id)
    if token is None:
        return None
    enrolled = agents.of_token(c, token_id)[-MAX_AGENTS:]
    return EnrolmentProgress(
        id=token.token_id,
        state=_state(token, bool(enrolled), now_ns),
        created=rfc3339(token.created_at),
        expires=rfc3339(token.expires_at),
        uses_left=max(0, token.max_uses - token.uses),
        now=rfc3339(now_ns),
        agents=[_agent(agent) for agent in enrolled],
    )


def install_command(settings: ApiSettings) -> str:
    """The line for the host's terminal. The token is pasted when it asks: an argument shows in `ps`, history and our own events."""
    pin = f" --pin {settings.pin}" if settings.pin else ""
    return f"sudo redshank agent enrol --server {settings.address}{pin} --token-file - && sudo redshank agent run"


def _state(token: tokens.TokenRecord, enrolled: bool, now_ns: int) -> EnrolmentState:
    if enrolled:
        return "enrolled"
    state = tokens.state(token, now_ns)
    return "expired" if state == "used_up" else state


def _agent(agent: agents.AgentRecord) -> EnrolledAgent:
    return EnrolledAgent(
        agent_id=agent.agent_id,
        host=Named(agent.host_id, agent.host_name),
        kernel=agent.kernel,
        os=agent.os,
        version=agent.version,
        enrolled_at=rfc3339(agent.enrolled_at),
        sources=sources_of(agent),
        first_event_at=_time(agent.first_event_at),
        first_alert_at=_time(agent.first_alert_at),
        first_severity_1_at=_time(agent.first_severity_1_at),
    )


def _time(ns: int | None) -> str | None:
    return None if ns is None else rfc3339(ns)
