"""`redshank server agent list|revoke`: which agents were let in, and shutting the door behind one."""

import argparse
import time
from typing import TYPE_CHECKING

from redshank.core.errors import ConfigError

if TYPE_CHECKING:  # an agent's install has no server libraries
    from redshank.server.store.control.agents import AgentRecord
    from redshank.server.store.control.database import Control

NO_SUCH = "there is no such agent, or it is revoked already: `redshank server agent list` says which there are"


def check(arguments: argparse.Namespace) -> None:
    """Raises ConfigError where `revoke` names no agent."""
    if arguments.what == "revoke" and not arguments.agent:
        raise ConfigError("server agent revoke: name the agent by its id; `redshank server agent list` has it")


def listed(control: "Control") -> list["AgentRecord"]:
    """Every agent ever let in, in the order of their enrolment."""
    from redshank.server.store.control import agents  # noqa: PLC0415

    with control.read() as connection:
        return agents.all_agents(connection)


def line(agent: "AgentRecord") -> str:
    """An agent in one line: id, host, since when, and whether it is revoked."""
    from redshank.cli.terminal import visible  # noqa: PLC0415
    from redshank.events.values import rfc3339  # noqa: PLC0415

    state = f"revoked {rfc3339(agent.revoked_at)} by {agent.revoked_by}" if agent.revoked_at is not None else ""
    return f"{agent.agent_id}  {visible(agent.host_name):<24} {rfc3339(agent.enrolled_at)}  {visible(state)}".rstrip()


def revoke(control: "Control", agent_id: str, by: str) -> None:
    """Shut the door behind an agent, and write down who did. A running server follows within seconds. Raises ConfigError."""
    from redshank.server.store.control import agents, audit  # noqa: PLC0415

    now_ns = time.time_ns()
    with control.write() as connection:
        if not agents.revoke(connection, agent_id, by, now_ns):
            raise ConfigError(f"server agent revoke: '{agent_id}': {NO_SUCH}")
        audit.append(connection, audit.AuditAct(by, "", "agent.revoke", f"agent:{agent_id}"), now_ns)
