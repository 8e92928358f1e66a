"""Agents that were heard and are heard no more, without a goodbye: seen at the server, since nobody else can."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from redshank.core.clock import Clock
from redshank.events._generated.types import AgentTamper
from redshank.server.store.control.agents import LATE_S, SILENT_S, AgentRecord, said_goodbye
from redshank.server.store.event_store import Block

LOST_BEFORE_NS = 120 * 1_000_000_000
"""An agent that was silent so long before the server itself stopped was told of then, and is not told of again."""

State = Literal["ok", "late", "silent"]


@dataclass(frozen=True, slots=True)
class Change:
    """An agent's state is another one now."""

    agent: AgentRecord
    state: State
    silence_s: float


@dataclass(slots=True)
class Silence:
    """Watches over all agents. heard_s: when an agent was last heard, on the clock of `clock_s`, or None where not since the start."""

    heard_s: Callable[[str], float | None]
    clock_s: Callable[[], float]
    _start_s: float = 0.0
    _states: dict[str, State] = field(default_factory=dict)
    _forks: dict[str, int] = field(default_factory=dict)
    _newest_ns: int | None = None

    def __post_init__(self) -> None:
        self._start_s = self.clock_s()

    def look(self, known: Iterable[AgentRecord]) -> list[Change]:
        """Who is late, silent or back since the last look. To be called every few seconds."""
        agents = [one for one in known if one.revoked_at is None]
        if self._newest_ns is None:
            self._newest_ns = max((one.last_seen or 0 for one in agents), default=0)
        now_s = self.clock_s()
        changes = []
        for agent in agents:
            heard_s = self.heard_s(agent.agent_id)
            silence_s = now_s - (self._start_s if heard_s is None else heard_s)
            state = self._state(agent, silence_s, heard_s is not None)
            if state != self._states.get(agent.agent_id, "ok"):
                changes.append(Change(agent, state, silence_s))
            self._states[agent.agent_id] = state
        return changes

    def forked(self, known: Iterable[AgentRecord]) -> list[AgentRecord]:
        """Agents whose key was seen in two places since the last look."""
        found = []
        for agent in known:
            if agent.forks > self._forks.setdefault(agent.agent_id, agent.forks):
                found.append(agent)
            self._forks[agent.agent_id] = agent.forks
        return found

    def _state(self, agent: AgentRecord, silence_s: float, heard: bool) -> State:
        if said_goodbye(agent) or (not heard and self._was_lost_before(agent)):
            return "ok"
        return "ok" if silence_s < LATE_S else "late" if silence_s < SILENT_S else "silent"

    def _was_lost_before(self, agent: AgentRecord) -> bool:
        return (agent.last_seen or agent.enrolled_at) < (self._newest_ns or 0) - LOST_BEFORE_NS


@dataclass(slots=True)
class OwnEvents:
    """Makes the server's own events. They lie in an epoch of the server's, in blocks of size 0: no agent sends them again."""

    epoch: str
    clock: Clock
    _sequence: int = 0

    def tamper(self, agent: AgentRecord, what: str, detail: str, blind_s: float | None = None) -> Block:
        """An agent.tamper about this agent, as a block to be stored and judged."""
        self._sequence += 1
        now_ns = self.clock.wall_ns() // 1000 * 1000
        event = AgentTamper(
            timestamp=now_ns,
            event_created=now_ns,
            event_id=f"{agent.agent_id}-{self.epoch}-{self._sequence}",
            event_sequence=self._sequence,
            agent_id=agent.agent_id,
            host_id=agent.host_id,
            host_name=agent.host_name,
            source="server",
            simulated=agent.simulated or None,
            tamper_what=what,
            tamper_detail=detail,
            tamper_blind_ns=None if blind_s is None else int(blind_s * 1e9),
        )
        return Block(agent.agent_id, agent.host_id, self.epoch, 0, self._sequence, 0, (event,))
