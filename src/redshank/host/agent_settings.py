"""What can be set about the agent: section `agent` of the configuration."""

from dataclasses import dataclass
from pathlib import Path

LEAST_MEMORY_BYTES = 64 << 20
"""Below it the agent would do nothing but start again."""


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """The agent of this host. data: where it keeps key, identity and spool. server: URL for `agent enrol` without `--server`.

    pin: whether the kernel side outlives a kill of the agent, so that the next one reads what came meanwhile.
    canary_s: how often it does something itself, to see whether that is seen; 0: never. cpu_percent: of one core over
    ten seconds; above it bulk events are limited. memory_bytes: resident; above it caches are dropped, then it starts
    again. 0: no budget.
    sweep: whether it looks back over the host at its start, and then every so many hours (sweep_hours; 0: at the start only).
    heartbeat_s: how often it says that it is alive; the server calls it late when two of them are missing.
    """

    data: Path = Path("/var/lib/redshank")
    server: str = ""
    heartbeat_s: int = 15
    pin: bool = True
    canary_s: int = 60
    cpu_percent: int = 25
    memory_bytes: int = 200 << 20
    sweep: bool = True
    sweep_hours: int = 24

    def __post_init__(self) -> None:
        if not 1 <= self.heartbeat_s <= 3600:
            raise ValueError(f"'heartbeat_s' is {self.heartbeat_s}: give 1 to 3600 seconds")
        if not (self.canary_s == 0 or 15 <= self.canary_s <= 3600):
            raise ValueError(f"'canary_s' is {self.canary_s}: give 15 to 3600 seconds, or 0 for none")
        if not 0 <= self.cpu_percent <= 10_000:
            raise ValueError(f"'cpu_percent' is {self.cpu_percent}: give 1 to 10000 percent of a core, or 0 for no budget")
        if not 0 <= self.sweep_hours <= 8_760:
            raise ValueError(f"'sweep_hours' is {self.sweep_hours}: give 1 to 8760 hours, or 0 for the start only")
        if self.memory_bytes and self.memory_bytes < LEAST_MEMORY_BYTES:
            raise ValueError(f"'memory_bytes' is {self.memory_bytes}: give at least {LEAST_MEMORY_BYTES} bytes, or 0 for no budget")
