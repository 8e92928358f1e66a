"""How a spool is, for the heartbeat and for people."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class SpoolHealth:
    """bytes: on disk and in memory. blocks, events: waiting for the server's ack, events by lane. dropped: by lane, since the start.

    state: `degraded` while the disk refuses (detail says what, and what still works).
    """

    state: Literal["ok", "degraded"]
    detail: str
    bytes: int
    blocks: int
    events: dict[int, int]
    dropped: dict[int, int]

    def flat(self) -> dict[str, object]:
        """As agent.heartbeat carries it in redshank.heartbeat.spool."""
        return {
            "state": self.state,
            "detail": self.detail,
            "bytes": self.bytes,
            "blocks": self.blocks,
            "events": {str(lane): count for lane, count in self.events.items()},
            "dropped": {str(lane): count for lane, count in self.dropped.items()},
        }
