"""The agents we know, in memory: so that a request of a stranger costs a look-up and no disk."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownAgent:
    """What a request is judged by."""

    agent_id: str
    host_id: str
    host_name: str
    public_key: bytes
    simulated: bool = False
    revoked: bool = False


class Registry:
    """Agents by id, when they were heard, and the last counter on each of their channels. For several threads.

    clock: seconds that only grow.
    """

    def __init__(
        self,
        agents: Iterable[KnownAgent] = (),
        counters: dict[tuple[str, str], int] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._agents = {agent.agent_id: agent for agent in agents}
        self._counters = dict(counters or {})
        self._unsaved: dict[tuple[str, str], int] = {}
        self._heard_s: dict[str, float] = {}
        self._clock = clock
        self._lock = threading.Lock()

    def find(self, agent_id: str) -> KnownAgent | None:
        """The agent with this id."""
        return self._agents.get(agent_id)

    def add(self, agent: KnownAgent) -> None:
        """An agent that just enrolled."""
        with self._lock:
            self._agents = {**self._agents, agent.agent_id: agent}

    def replace(self, agents: Iterable[KnownAgent]) -> set[str]:
        """All agents as the control store has them now; the ids of those that are revoked since.

        Those that enrolled while it was read stay.
        """
        fresh = {agent.agent_id: agent for agent in agents}
        with self._lock:
            before, self._agents = self._agents, {**self._agents, **fresh}
        return {one for one, agent in fresh.items() if agent.revoked and not (one in before and before[one].revoked)}

    def take_counter(self, agent_id: str, channel: str, counter: int) -> int | None:
        """None where it is above all heard before of this channel, and is now the last one; else the last one."""
        with self._lock:
            self._heard_s[agent_id] = self._clock()
            last = self._counters.get((agent_id, channel), 0)
            if counter <= last:
                return last
            self._counters[(agent_id, channel)] = counter
            self._unsaved[(agent_id, channel)] = counter
            return None

    def heard_s(self, agent_id: str) -> float | None:
        """When a request of this agent was verified last; None where none was since the start."""
        return self._heard_s.get(agent_id)

    def unsaved_counters(self) -> dict[tuple[str, str], int]:
        """What was heard since the last call; to be written down with what it came with."""
        with self._lock:
            unsaved, self._unsaved = self._unsaved, {}
        return unsaved

    def keep_unsaved(self, counters: dict[tuple[str, str], int]) -> None:
        """These could not be written down."""
        with self._lock:
            self._unsaved = {**counters, **self._unsaved}
