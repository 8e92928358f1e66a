"""What the running worker writes down every few seconds: for `redshank agent status`, and for the next start."""

from typing import Any, Literal

import msgspec

from redshank.core.errors import HostError
from redshank.host.state_folder import StateFolder

Ending = Literal["", "stopped", "deserted"]

NAME = "state.json"
EVERY_S = 5.0


class SourceState(msgspec.Struct, frozen=True):
    """A source of the sensor, as its health says."""

    name: str
    state: str
    detail: str = ""
    counters: dict[str, int] = {}


class UplinkState(msgspec.Struct, frozen=True):
    """The way to the server. sent, acked: events; last_ack_ns: since 1970, 0 where none came yet."""

    state: str
    detail: str
    sent: int
    acked: int
    retries: int
    requests: int
    last_ack_ns: int
    refused: dict[str, int] = {}


class AgentState(msgspec.Struct, frozen=True):
    """One moment of a running agent. now_ns: since 1970; boot_ns, boot_id: on the boot clock, and of which boot.

    ending: how it ended, empty while it runs: stopped (and it said so), or deserted by its guardian (and it said that).
    cpu_s: of the worker, since it watches. losses: events lost, by reason and place.
    kernel: ledger by class, what was held back, programs with their cost.
    """

    agent_id: str
    host_id: str
    server: str
    version: str
    pid: int
    guardian_pid: int | None
    started_ns: int
    now_ns: int
    boot_ns: int
    boot_id: str
    ending: Ending
    cpu_s: float
    memory_bytes: int
    sources: list[SourceState] = []
    spool: dict[str, Any] = {}
    uplink: UplinkState | None = None
    losses: dict[str, int] = {}
    kernel: dict[str, Any] = {}


def write_state(folder: StateFolder, state: AgentState) -> None:
    """Replace it as a whole. Not synced: after a power cut an older one tells the next start of the gap. Raises OSError."""
    folder.write(NAME, msgspec.json.encode(state), durable=False)


def read_state(folder: StateFolder) -> AgentState | None:
    """What was last written; None where there is nothing, or nothing that can be read."""
    try:
        return msgspec.json.decode(folder.read(NAME) or b"", type=AgentState)
    except (msgspec.DecodeError, UnicodeDecodeError, HostError):
        return None
