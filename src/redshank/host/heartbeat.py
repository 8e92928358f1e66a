"""The agent's own word that it is alive, and how it is."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from redshank.events import Event
from redshank.events._generated.types import AgentHeartbeat
from redshank.host.sensor.source import SourceHealth
from redshank.host.spool import SpoolHealth
from redshank.wire.messages import HostFacts

HeartState = Literal["started", "running", "stopping"]


@dataclass(frozen=True, slots=True)
class Condition:
    """How the agent is at one moment. memory_bytes: resident, of the worker. canary_s: how often its canary comes. ledger: by class."""

    sources: Sequence[SourceHealth]
    spool: SpoolHealth
    memory_bytes: int
    canary_s: int = 0
    ledger: Sequence[dict[str, int]] = ()


def heartbeat(state: HeartState, interval_s: int, condition: Condition, facts: HostFacts, now_ns: int) -> Event:
    """The event agent.heartbeat. interval_s: when the next one is due. now_ns: since 1970."""
    return AgentHeartbeat(
        timestamp=now_ns,
        source="agent",
        heartbeat_state=state,
        heartbeat_interval_s=interval_s,
        heartbeat_sources=[asdict(source) for source in condition.sources],
        heartbeat_spool=[condition.spool.flat()],
        heartbeat_memory_bytes=condition.memory_bytes,
        heartbeat_canary_s=condition.canary_s,
        heartbeat_ledger=list(condition.ledger),
        agent_version=facts.agent_version,
        host_os_kernel=facts.kernel or None,
        host_os_name=facts.os or None,
    )
