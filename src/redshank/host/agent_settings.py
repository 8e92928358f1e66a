"""What can be set about the agent: section `agent` of the configuration."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """The agent of this host. data: where it keeps key, identity and spool. server: URL for `agent enrol` without `--server`.

    pin: whether the kernel side outlives a kill of the agent, so that the next one reads what came meanwhile.
    heartbeat_s: how often it says that it is alive; the server calls it late when two of them are missing.
    """

    data: Path = Path("/var/lib/redshank")
    server: str = ""
    heartbeat_s: int = 15
    pin: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.heartbeat_s <= 3600:
            raise ValueError(f"'heartbeat_s' is {self.heartbeat_s}: give 1 to 3600 seconds")
