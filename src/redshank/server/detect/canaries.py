"""Whether what an agent causes itself still arrives: by the sensor, the spool, the wire, the store and a hidden rule.

An agent that sends heartbeats and whose canary no longer comes is blind, whatever it says of itself.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from redshank.events import Event
from redshank.events._generated.types import AgentHeartbeat
from redshank.server.store.control.agents import LATE_S

MISSES = 2
SPARE_S = 5.0
"""Two canaries missed and a little: with one a minute that is 125 s."""
MAX_EVERY_S = 3600


@dataclass(slots=True)
class _Host:
    """An agent that said that canaries come. seen_s: the last, or when they were announced. beat_s: its last heartbeat."""

    every_s: float
    seen_s: float
    beat_s: float
    told: bool = False


@dataclass(slots=True)
class Canaries:
    """One thread takes, another looks. clock_s: seconds that only grow."""

    clock_s: Callable[[], float]
    _hosts: dict[str, _Host] = field(default_factory=dict)

    def take(self, events: Sequence[Event], signs: Iterable[Event]) -> None:
        """Events that were just stored, and those of them that a hidden rule found."""
        for event in events:
            if isinstance(event, AgentHeartbeat) and event.agent_id:
                self._beat(event.agent_id, event)
        for event in signs:
            if (host := self._hosts.get(event.agent_id or "")) is not None:
                host.seen_s, host.told = self.clock_s(), False

    def _beat(self, agent_id: str, event: AgentHeartbeat) -> None:
        every_s = min(event.heartbeat_canary_s or 0, MAX_EVERY_S)
        if not every_s or event.heartbeat_state == "stopping":
            self._hosts.pop(agent_id, None)
            return
        now = self.clock_s()
        host = self._hosts.get(agent_id)
        if host is None or event.heartbeat_state == "started" or now - host.beat_s > LATE_S:
            self._hosts[agent_id] = _Host(every_s, now, now)  # it was away: what it did meanwhile cannot have come
        else:
            host.every_s, host.beat_s = every_s, now

    def look(self) -> list[tuple[str, float]]:
        """Agents that became blind since the last look, and for how long they are. Who is silent is told of elsewhere."""
        now, found = self.clock_s(), []
        for agent_id, host in list(self._hosts.items()):
            blind_s = now - host.seen_s
            if not host.told and now - host.beat_s < LATE_S and blind_s > MISSES * host.every_s + SPARE_S:
                host.told = True
                found.append((agent_id, blind_s))
        return found
